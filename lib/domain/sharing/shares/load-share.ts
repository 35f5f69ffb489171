import { lockDirectory } from "@/lib/db/sharing.sql";
import type { Prisma } from "@/lib/generated/prisma/client";
import { arnOf } from "../../arn";
import type { Recorded } from "../../audit/record";
import { accountOf, authorize, Unread } from "../../authorize";
import type { Ctx, Tx } from "../../context";
import { DomainError } from "../../errors";

export const WITH_PARTS = {
  instances: { include: { instance: true }, orderBy: [{ addedAt: "asc" }, { instancePk: "asc" }] },
  principals: { include: { folder: true }, orderBy: [{ addedAt: "asc" }, { kind: "asc" }, { pk: "asc" }] },
} as const satisfies Prisma.ResourceShareInclude;

export type Share = Prisma.ResourceShareGetPayload<{ include: typeof WITH_PARTS }>;

/** The caller's share of that id; another account's is not found. */
export async function loadShare(ctx: Ctx | Tx, region: string, shareId: string): Promise<Unread<Share>> {
  const accountId = accountOf(ctx);
  const found = await ctx.db.resourceShare.findFirst({ where: { shareId, region, accountId }, include: WITH_PARTS });
  return new Unread(arnOf(region, accountId, "share", shareId), "ShareNotFound", found);
}

/** The directory in which the caller's account shares, held until the commit. @throws DomainError DirectoryNotFound */
export async function holdDirectoryOf(tx: Tx, accountId: string) {
  const member = await tx.db.directoryMember.findUnique({ where: { accountId } });
  if (!member) throw new DomainError("DirectoryNotFound");
  await lockDirectory(tx, member.directoryPk);
  const here = await tx.db.directoryMember.findUnique({ where: { accountId }, include: { directory: true } });
  if (here?.directoryPk !== member.directoryPk) throw new DomainError("ChangedMeanwhile");
  return here.directory;
}

/** A share of the caller's as it is while nobody else changes it or who is where in its directory, until the commit. */
export async function holdShare(tx: Tx, action: string, { region, shareId }: { region: string; shareId: string }) {
  const { accountId } = authorize(tx, action, await loadShare(tx, region, shareId));
  const directory = await holdDirectoryOf(tx, accountId);
  return { share: authorize(tx, action, await loadShare(tx, region, shareId)), directory };
}

/** SHR-03. @throws DomainError SharingNotEnabled */
export function assertSharingEnabled({ sharingEnabledAt }: { sharingEnabledAt: Date | null }): void {
  if (sharingEnabledAt === null) throw new DomainError("SharingNotEnabled");
}

export function aboutShare({ accountId, region, shareId }: Pick<Share, "accountId" | "region" | "shareId">): Recorded {
  return { accountId, region, arn: arnOf(region, accountId, "share", shareId) };
}
