import type { PackReader } from "@/lib/crypto/pack";
import type { RecordPlace } from "@/lib/db/restore-work.sql";
import type { Ctx } from "../context";
import { DomainError } from "../errors";
import type { BoundBackup } from "./binding-store";
import { openPack, openRecord, parseRecord } from "./open-record";
import type { BackupRecord } from "./record-schema";
import type { Reading } from "./source-keys";

// One key or secret read back from the store as it was at a moment, without reading the rest (invariant 4). A record
// opens only as what the catalogue says it is, at its place in its pack; its digest is compared besides. Whatever is
// moved, swapped or cut is BackupDamaged, and nothing of the item is restored.

const KINDS = { key: ["key", "key-version"], secret: ["secret", "secret-version"] } as const;

export interface ItemReference {
  kind: "key" | "secret";
  accountId: string;
  id: string;
  at: Date;
}

type Entry = Awaited<ReturnType<typeof entriesAt>>[number];

/** The item's own record first, then those of its versions. @throws DomainError NoBackupData, BackupDamaged */
export async function readSavedItem(
  ctx: Ctx,
  reading: Reading,
  item: ItemReference,
): Promise<[BackupRecord, ...BackupRecord[]]> {
  const entries = await entriesAt(ctx, reading.backup, item);
  const own = entries.find((entry) => entry.kind === item.kind);
  if (!own) throw new DomainError("NoBackupData");
  const packs = new Map<string, PackReader>();
  const records: BackupRecord[] = [];
  for (const entry of entries) if (entry !== own) records.push(await readRecord(reading, packs, entry));
  return [await readRecord(reading, packs, own), ...records];
}

async function entriesAt(ctx: Ctx, backup: BoundBackup, { kind, accountId, id, at }: ItemReference) {
  return ctx.db.backupEntry.findMany({
    where: {
      backupPk: backup.pk,
      bindingId: backup.bindingId,
      kind: { in: [...KINDS[kind]] },
      accountId,
      resourceId: id,
      validFrom: { lte: at },
      OR: [{ validTo: null }, { validTo: { gt: at } }],
    },
    orderBy: { versionId: "asc" },
  });
}

async function readRecord(reading: Reading, packs: Map<string, PackReader>, entry: Entry): Promise<BackupRecord> {
  const place = { ...entry, kind: entry.kind as RecordPlace["kind"] }; // written by the catalogue's writer alone
  const reader = packs.get(entry.pack) ?? (await openPack(reading, entry.pack));
  packs.set(entry.pack, reader);
  const bytes = await reading.store.getRange(reading.names.inBase(entry.pack), entry.offset, entry.length);
  return parseRecord(openRecord(reader, place, bytes), entry.pack);
}
