import { z } from "zod";
import { callersOfKey, type KeyCaller } from "@/lib/db/key-uses.sql";
import type { Prisma } from "@/lib/generated/prisma/client";
import { accountOf, authorize } from "../authorize";
import type { Ctx } from "../context";
import { operation } from "../operation";
import { jointOwner } from "../secrets/load-secret";
import { callersSince } from "./key-uses";
import { keySubject, type LoadedKey, loadKey } from "./load-key";

const SHOWN_MAX = 50;

export interface KeyAssociations {
  /** Secrets that become unreadable without the key (KEY-58), and the instances that they lie in. */
  secrets: { name: string; accountId: string }[];
  secretsTotal: number;
  instances: { instanceId: string; name: string | null; secrets: number }[];
  /** Backups of the account's own that hold it now: until their reset or expiry the material survives there (KEY-51). */
  backups: { backupId: string; alias: string | null }[];
  /** Deliveries of the account's own audit files that fail without it (KEY-02). */
  deliveries: { targetId: string; name: string }[];
  /** Who used it in the last 90 days, the latest first. */
  callers: KeyCaller[];
  callersTotal: number;
}

/**
 * The key association check before a disable or delete (KEY-55): it informs and never blocks. The key's account and the
 * owner of a jointly shared instance (SHR-08) are told of all secrets and callers; another account that the key's policy
 * lets look at it, of its own alone. Backups and deliveries are their owner's to know (SHR-13).
 */
export const describeKeyAssociations = operation(
  "DescribeKeyAssociations",
  { touches: "metadata", schema: z.object({ region: z.string(), key: z.string().min(1) }) },
  async (ctx, input): Promise<KeyAssociations> => {
    const key = authorize(ctx, "kms:DescribeKey", await loadKey(ctx, input));
    const caller = accountOf(ctx);
    const foreign = caller !== key.accountId && caller !== jointOwner(key.instance);
    const only = foreign ? { accountId: caller } : {};
    const [secrets, backups, deliveries, { callers, total: callersTotal }] = await Promise.all([
      secretsUnder(ctx, key, only),
      ctx.db.backup.findMany({
        where: {
          region: key.region,
          accountId: caller,
          state: { in: ["Enabled", "Expired"] },
          entries: { some: { kind: "key", resourceId: key.keyId, accountId: key.accountId } },
        },
        select: { backupId: true, alias: true },
        orderBy: { createdAt: "asc" },
      }),
      ctx.db.deliveryTarget.findMany({
        where: { accountId: caller, encryptionRegion: key.region, encryptionKeyId: key.keyId },
        select: { targetId: true, name: true },
        orderBy: { name: "asc" },
      }),
      callersOfKey(ctx.db, keySubject(key), {
        since: callersSince(ctx.now()),
        limit: SHOWN_MAX,
        ...(foreign && { actorPrefix: `acs:ram::${caller}:` }),
      }),
    ]);
    return { ...secrets, backups, deliveries, callers, callersTotal };
  },
);

async function secretsUnder(ctx: Ctx, key: LoadedKey, only: { accountId?: string }) {
  const living = { OR: [{ plannedDeleteAt: null }, { plannedDeleteAt: { gt: ctx.now() } }] };
  const where: Prisma.SecretWhereInput = { encryptionKeyPk: key.pk, ...living, ...only };
  const [secrets, counted] = await Promise.all([
    ctx.db.secret.findMany({
      where,
      select: { name: true, accountId: true },
      orderBy: { name: "asc" },
      take: SHOWN_MAX,
    }),
    ctx.db.secret.groupBy({ by: ["instancePk"], where, _count: { _all: true } }),
  ]);
  const byInstance = new Map(counted.map(({ instancePk, _count }) => [instancePk, _count._all]));
  const rows = await ctx.db.instance.findMany({
    where: { pk: { in: counted.flatMap(({ instancePk }) => instancePk ?? []) } },
    select: { pk: true, instanceId: true, name: true },
    orderBy: { createdAt: "asc" },
  });
  const instances = rows.map(({ pk, ...instance }) => ({ ...instance, secrets: byInstance.get(pk) ?? 0 }));
  const secretsTotal = counted.reduce((sum, { _count }) => sum + _count._all, 0);
  return { secrets, secretsTotal, instances };
}
