import { Prisma, type PrismaClient } from "@/lib/generated/prisma/client";
import type { RecordPlace } from "./restore-work.sql";

// What a backup held at a moment, in the order in which it lies in the store: for a file that is read pack by pack.

type Db = Pick<PrismaClient, "$queryRaw">;

export interface HeldAt {
  backupPk: string;
  bindingId: string;
  at: Date;
  /** Only what this account created. */
  ofAccount?: string;
}

export interface HeldPack {
  pack: string;
  packNumber: number;
  runNumber: number;
  kind: string;
  records: number;
  /** Of the records in the pack, length fields and tags included. */
  bytes: bigint;
}

const heldAt = ({ backupPk, bindingId, at, ofAccount }: HeldAt) => Prisma.sql`
  backup_pk = ${backupPk}::uuid AND binding_id = ${bindingId}::uuid AND valid_from <= ${at}
  AND (valid_to IS NULL OR valid_to > ${at})
  ${ofAccount === undefined ? Prisma.empty : Prisma.sql`AND account_id = ${ofAccount}`}`;

/** The packs that hold something of it, by number, each once per kind of record. */
export async function packsHeldAt(db: Db, held: HeldAt): Promise<HeldPack[]> {
  return db.$queryRaw<HeldPack[]>`
    SELECT pack, pack_number AS "packNumber", run_number AS "runNumber", kind,
      count(*)::int AS records, sum(length)::bigint AS bytes
    FROM backup_entry WHERE ${heldAt(held)}
    GROUP BY pack, pack_number, run_number, kind ORDER BY run_number, pack_number, kind`;
}

/** Its records in these packs, in their order. */
export async function recordsHeldAt(db: Db, held: HeldAt, packs: readonly string[]): Promise<RecordPlace[]> {
  return db.$queryRaw<RecordPlace[]>`
    SELECT kind, account_id AS "accountId", resource_id AS "resourceId", version_id AS "versionId",
      run_number AS "runNumber", pack, pack_number AS "packNumber", ordinal, "offset", length, digest
    FROM backup_entry WHERE ${heldAt(held)} AND pack = ANY(${[...packs]}::text[])
    ORDER BY run_number, pack_number, ordinal`;
}
