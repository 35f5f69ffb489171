import { z } from "zod";
import { extentOfBackup, heldByBackup } from "@/lib/db/backup-standing.sql";
import type { BackupType } from "@/lib/generated/prisma/enums";
import type { BackupModel } from "@/lib/generated/prisma/models";
import { authorize } from "../authorize";
import type { BusinessDay } from "../calendar";
import type { Ctx } from "../context";
import { isExpired } from "../instances/instance-state";
import { operation } from "../operation";
import { assertBackupAllows, loadBackup } from "./load-backup";

/** What a reset, or the deletion of an upload, would destroy (BKP-114). */
export interface ResetImpact {
  backupId: string;
  alias: string | null;
  type: BackupType;
  /** Days on which something was saved, shown or not (BKP-32), the first and the last. */
  days: number;
  from: BusinessDay | null;
  to: BusinessDay | null;
  /** All that it has ever held. */
  keys: number;
  secrets: number;
  bytes: number;
  sourceInstanceId: string | null;
  sourceState: "serves" | "expired" | "released" | "uploaded";
  /** Of those, what is in no instance that lives on, nor in another backup of the account. */
  lastCopies: { keys: number; secrets: number };
  /** The account's other backups of the same instance. */
  alsoIn: { backupId: string; alias: string | null; type: BackupType }[];
}

/** @throws DomainError what ResetBackup, or DeleteBackup of an upload, would refuse the backup with */
export const describeResetImpact = operation(
  "DescribeResetImpact",
  { touches: "metadata", schema: z.object({ region: z.string(), backupId: z.string() }) },
  async (ctx, input): Promise<ResetImpact> => {
    const backup = authorize(ctx, "kms:DescribeBackup", await loadBackup(ctx, input));
    const { backupId, alias, type, sourceInstanceId, accountId, pk } = backup;
    assertBackupAllows(type === "Upload" ? "delete" : "reset", backup);
    const bindingId = backup.bindingId ?? pk; // bound, since it is enabled
    const { days, from, to, bytes } = await extentOfBackup(ctx.db, bindingId);
    const held = await heldByBackup(ctx.db, { ...backup, bindingId }, ctx.now());
    const alsoIn = await ctx.db.backup.findMany({
      where: { accountId, sourceInstanceId: sourceInstanceId ?? "", state: "Enabled", leaving: false, pk: { not: pk } },
      orderBy: { createdAt: "asc" },
      select: { backupId: true, alias: true, type: true },
    });
    return {
      ...{ backupId, alias, type, days, from, to, sourceInstanceId, alsoIn },
      bytes: Number(bytes),
      keys: held.keys,
      secrets: held.secrets,
      sourceState: await sourceStateOf(ctx, backup),
      lastCopies: { keys: held.lastKeys, secrets: held.lastSecrets },
    };
  },
);

async function sourceStateOf(ctx: Ctx, backup: BackupModel): Promise<ResetImpact["sourceState"]> {
  if (backup.type === "Upload") return "uploaded";
  if (backup.sourceReleasedAt !== null || backup.instancePk === null) return "released";
  const source = await ctx.db.instance.findUnique({ where: { pk: backup.instancePk }, select: { endsAt: true } });
  return source && isExpired(source, ctx.now()) ? "expired" : "serves";
}
