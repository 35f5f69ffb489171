import type { PrismaClient } from "@/lib/generated/prisma/client";

type Db = Pick<PrismaClient, "$executeRaw">;

/** Ends the validity of the named entries that are still valid, whole sets at a time. */
export async function closeEntries(
  db: Db,
  backupPk: string,
  validTo: Date,
  entries: readonly { kind: string; account: string; resourceId: string; versionId: string }[],
): Promise<void> {
  if (entries.length === 0) return;
  await db.$executeRaw`
    UPDATE backup_entry e SET valid_to = ${validTo}
    FROM unnest(
      ${entries.map((entry) => entry.kind)}::text[], ${entries.map((entry) => entry.account)}::text[],
      ${entries.map((entry) => entry.resourceId)}::text[], ${entries.map((entry) => entry.versionId)}::text[]
    ) AS named (kind, account_id, resource_id, version_id)
    WHERE e.backup_pk = ${backupPk}::uuid AND e.valid_to IS NULL AND e.kind = named.kind
      AND e.account_id = named.account_id AND e.resource_id = named.resource_id AND e.version_id = named.version_id`;
}
