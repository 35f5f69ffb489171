import { z } from "zod";
import { sha256 } from "@/lib/crypto/digest";
import { CryptoError } from "@/lib/crypto/errors";
import { PackReader } from "@/lib/crypto/pack";
import type { WrappingKey } from "@/lib/crypto/sealed";
import type { Ctx } from "../context";
import { DomainError } from "../errors";
import type { BindingNames } from "./binding-names";
import { type BoundBackup, damaged } from "./binding-store";
import { type BackupRecord, backupRecord } from "./record-schema";
import type { EntryIdentity } from "./run-index";
import type { BackupStore } from "./store";

// One key or secret read back from the store as it was at a moment, without reading the rest (invariant 4). A record
// opens only as what the catalogue says it is, at its place in its pack; its digest is compared besides. Whatever is
// moved, swapped or cut is BackupDamaged, and nothing of the item is restored.

/** Header of a pack: 32 bytes, a length, and the sealed box of a 32-byte key. */
export const HEADER_BYTES = 32 + 4 + 133;
const KINDS = { key: ["key", "key-version"], secret: ["secret", "secret-version"] } as const;

export interface ItemReference {
  kind: "key" | "secret";
  accountId: string;
  id: string;
  at: Date;
}

interface Reading {
  store: BackupStore;
  names: BindingNames;
  backup: BoundBackup;
  backupKey: WrappingKey;
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
  try {
    const reader = packs.get(entry.pack) ?? (await openPack(reading, entry));
    packs.set(entry.pack, reader);
    const bytes = await reading.store.getRange(reading.names.inBase(entry.pack), entry.offset, entry.length);
    if (bytes?.length !== entry.length || bytes.readUInt32BE(0) !== entry.length - 4) throw damaged(entry.pack);
    const plaintext = reader.openRecord(entry.ordinal, identityOf(entry), bytes.subarray(4));
    if (!sha256(plaintext).equals(entry.digest)) throw damaged(entry.pack);
    return backupRecord.parse(JSON.parse(plaintext.toString("utf8")));
  } catch (error) {
    if (error instanceof CryptoError || error instanceof z.ZodError || error instanceof SyntaxError)
      throw damaged(entry.pack);
    throw error;
  }
}

async function openPack({ store, names, backup, backupKey }: Reading, entry: Entry): Promise<PackReader> {
  const header = await store.getRange(names.inBase(entry.pack), 0, HEADER_BYTES);
  if (!header) throw damaged(entry.pack);
  const resolve = (id: string, generation: number) =>
    id === backupKey.id && generation === backupKey.generation ? backupKey.bytes : undefined;
  const reader = new PackReader(resolve, header);
  const { bindingId, run, packNumber } = reader.place;
  const isRight = bindingId === backup.bindingId && run === entry.runNumber && packNumber === entry.packNumber;
  if (!isRight) throw damaged(entry.pack);
  return reader;
}

function identityOf({ kind, accountId, resourceId, versionId }: Entry): EntryIdentity {
  return { kind: kind as EntryIdentity["kind"], account: accountId, resourceId, versionId }; // written by enterRun alone
}
