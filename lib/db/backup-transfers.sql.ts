import type { PrismaClient } from "@/lib/generated/prisma/client";

/**
 * Gives up the transfers that nobody has moved since `before`, or that moved last after `after`, as a clock that was set
 * back leaves them. One that is being completed is passed over. Returns the backups that uploads of them would have become.
 */
export async function giveUpTransfers(
  db: Pick<PrismaClient, "$queryRaw">,
  { before, after, now }: { before: Date; after: Date; now: Date },
): Promise<string[]> {
  const rows = await db.$queryRaw<{ kind: string; backupPk: string | null }[]>`
    UPDATE backup_transfer SET state = 'Failed', error_code = 'BackupTransferOver', ended_at = ${now}
    WHERE pk IN (
      SELECT pk FROM backup_transfer WHERE state = 'Running' AND (moved_at < ${before} OR moved_at > ${after})
      FOR UPDATE SKIP LOCKED
    )
    RETURNING kind::text, backup_pk AS "backupPk"`;
  return rows.flatMap(({ kind, backupPk }) => (kind === "Upload" && backupPk ? [backupPk] : []));
}
