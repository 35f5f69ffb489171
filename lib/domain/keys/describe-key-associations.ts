import { z } from "zod";
import { accountOf, authorize } from "../authorize";
import { operation } from "../operation";
import { keySubject, loadKey } from "./load-key";

const CALLERS_DAYS = 90;
const DAY_MILLISECONDS = 86_400_000;
const SHOWN_MAX = 50;
/** Calls that need the key itself; who only looked at it or set it up loses nothing with it. */
const USES = ["Encrypt", "Decrypt", "GenerateDataKey", "GenerateDataKeyWithoutPlaintext", "ReEncrypt"];

export interface KeyAssociations {
  /** Secrets that become unreadable without the key (KEY-58). */
  secrets: { name: string; accountId: string }[];
  secretsTotal: number;
  /** Backups that hold it now: until their reset or expiry the material survives there (KEY-51). */
  backups: { backupId: string; alias: string | null }[];
  /** Who used it in the last 90 days, the latest first. */
  callers: { actor: string; calls: number; lastAt: Date }[];
}

/**
 * The key association check before a disable or delete (KEY-55): it informs and never blocks. Another account that the
 * key's policy lets look at it is told of its own secrets and callers alone.
 */
export const describeKeyAssociations = operation(
  "DescribeKeyAssociations",
  { touches: "metadata", schema: z.object({ region: z.string(), key: z.string().min(1) }) },
  async (ctx, input): Promise<KeyAssociations> => {
    const key = authorize(ctx, "kms:DescribeKey", await loadKey(ctx, input));
    const since = new Date(ctx.now().getTime() - CALLERS_DAYS * DAY_MILLISECONDS);
    const subject = keySubject(key);
    const caller = accountOf(ctx);
    const foreign = caller !== key.accountId && caller !== key.instance?.ownerAccountId;
    const living = { OR: [{ plannedDeleteAt: null }, { plannedDeleteAt: { gt: ctx.now() } }] };
    const where = { encryptionKeyPk: key.pk, ...living, ...(foreign && { accountId: caller }) };
    const [secrets, secretsTotal, backups, events] = await Promise.all([
      ctx.db.secret.findMany({
        where,
        select: { name: true, accountId: true },
        orderBy: { name: "asc" },
        take: SHOWN_MAX,
      }),
      ctx.db.secret.count({ where }),
      ctx.db.backup.findMany({
        where: {
          region: key.region,
          ...(foreign && { accountId: caller }),
          state: { in: ["Enabled", "Expired"] },
          entries: { some: { kind: "key", resourceId: key.keyId, accountId: key.accountId } },
        },
        select: { backupId: true, alias: true },
        orderBy: { createdAt: "asc" },
      }),
      ctx.db.auditEvent.groupBy({
        by: ["actor"],
        where: {
          accountId: subject.accountId,
          resource: subject.arn,
          event: { in: USES },
          at: { gte: since },
          ...(foreign && { actor: { startsWith: `acs:ram::${caller}:` } }),
        },
        _count: { _all: true },
        _max: { at: true },
        orderBy: { _max: { at: "desc" } },
        take: SHOWN_MAX,
      }),
    ]);
    const callers = events.flatMap(({ actor, _count, _max }) =>
      _max.at ? [{ actor, calls: _count._all, lastAt: _max.at }] : [],
    );
    return { secrets, secretsTotal, backups, callers };
  },
);
