import type { PrismaClient } from "@/lib/generated/prisma/client";

// The work of a restore: what is next, where it lies in the store, what became of it.

type Db = Pick<PrismaClient, "$executeRaw" | "$queryRaw">;

export interface NextItem {
  pk: string;
  ordinal: number;
  kind: "key" | "secret";
  accountId: string;
  id: string;
}

/** The next items that wait to be restored, in their order. */
export function nextItems(
  db: Pick<Db, "$queryRaw">,
  restorePk: string,
  after: number,
  limit: number,
): Promise<NextItem[]> {
  return db.$queryRaw`
    SELECT pk::text AS pk, ordinal, kind, account_id::text AS "accountId", resource_id AS id FROM restore_item
    WHERE restore_pk = ${restorePk}::uuid AND state = 'Planned' AND ordinal > ${after}::int ORDER BY ordinal LIMIT ${limit}::int`;
}

/** Where a record lies, and what it must be. */
export interface RecordPlace {
  kind: "key" | "key-version" | "secret" | "secret-version";
  accountId: string;
  resourceId: string;
  versionId: string;
  runNumber: number;
  pack: string;
  packNumber: number;
  ordinal: number;
  offset: number;
  length: number;
  digest: Uint8Array;
}

/** The records of these items as they were at the moment. */
export function placesOf(
  db: Pick<Db, "$queryRaw">,
  backup: { pk: string; bindingId: string },
  kind: "key" | "secret",
  ids: readonly string[],
  at: Date,
): Promise<RecordPlace[]> {
  return db.$queryRaw`
    SELECT kind, account_id::text AS "accountId", resource_id AS "resourceId", version_id AS "versionId",
      run_number AS "runNumber", pack, pack_number AS "packNumber", ordinal, "offset", length, digest
    FROM backup_entry
    WHERE backup_pk = ${backup.pk}::uuid AND binding_id = ${backup.bindingId}::uuid
      AND kind = ANY (${[kind, `${kind}-version`]}::text[]) AND resource_id = ANY (${[...ids]}::text[])
      AND valid_from <= ${at} AND (valid_to IS NULL OR valid_to > ${at})`;
}

export interface SettledItem {
  pk: string;
  state: "Restored" | "Failed";
  errorCode: string | null;
  warnings: readonly object[];
}

/** In the transaction that brings them back. */
export async function settleItems(db: Db, rows: readonly SettledItem[], now: Date): Promise<void> {
  await db.$executeRaw`
    UPDATE restore_item i SET state = r.state, error_code = r."errorCode", warnings = r.warnings, ended_at = ${now}
    FROM json_to_recordset(${JSON.stringify(rows)}::json)
      AS r(pk uuid, state restore_item_state, "errorCode" text, warnings jsonb)
    WHERE i.pk = r.pk AND i.state = 'Planned'`;
}
