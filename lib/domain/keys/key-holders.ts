import { accountOf } from "../authorize";
import type { Ctx } from "../context";

// Which regions hold a thing that a call names without a region (REG-09): of those the caller's account can see, the
// oldest copy first (BKP-100).

export async function regionsOfKey(ctx: Ctx, keyId: string): Promise<string[]> {
  const rows = await ctx.db.key.findMany({
    where: { keyId, ...visibleTo(accountOf(ctx)) },
    select: { region: true },
    orderBy: { createdAt: "asc" },
  });
  return rows.map(({ region }) => region);
}

export async function regionsOfKeyVersion(ctx: Ctx, versionId: string): Promise<string[]> {
  const rows = await ctx.db.keyVersion.findMany({
    where: { versionId, key: visibleTo(accountOf(ctx)) },
    select: { region: true },
    orderBy: { createdAt: "asc" },
  });
  return rows.map(({ region }) => region);
}

function visibleTo(accountId: string) {
  return { OR: [{ accountId }, { instance: { ownerAccountId: accountId, sharingMode: "Joint" as const } }] };
}
