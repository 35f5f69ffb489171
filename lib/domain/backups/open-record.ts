import { z } from "zod";
import { sha256 } from "@/lib/crypto/digest";
import { CryptoError } from "@/lib/crypto/errors";
import { PackReader } from "@/lib/crypto/pack";
import type { RecordPlace } from "@/lib/db/restore-work.sql";
import { damaged } from "./binding-store";
import { type BackupRecord, backupRecord } from "./record-schema";
import type { EntryIdentity } from "./run-index";
import type { Reading } from "./source-keys";

// The one way from a pack in the store to the plaintext of a record (invariant 4): whatever is not what the catalogue says
// it is, at its place in its pack, is BackupDamaged.

/** Header of a pack: 32 bytes, a length, and the sealed box of a 32-byte key. */
const HEADER_BYTES = 32 + 4 + 133;

/** A pack of the backup's binding, by its header alone. @throws DomainError BackupDamaged, BackupStoreUnavailable */
export async function openPack({ store, names, backup, backupKey }: Reading, pack: string): Promise<PackReader> {
  const header = await store.getRange(names.inBase(pack), 0, HEADER_BYTES);
  if (!header) throw damaged(pack);
  const resolve = (id: string, generation: number) =>
    id === backupKey.id && generation === backupKey.generation ? backupKey.bytes : undefined;
  const reader = orDamaged(pack, () => new PackReader(resolve, header));
  if (reader.place.bindingId !== backup.bindingId) throw damaged(pack);
  return reader;
}

/** `bytes`: the record with its length field, as far as the store has it. @throws DomainError BackupDamaged */
export function openRecord(reader: PackReader, place: RecordPlace, bytes: Buffer | null | undefined): Buffer {
  const { pack, ordinal, length } = place;
  const { run, packNumber } = reader.place;
  if (run !== place.runNumber || packNumber !== place.packNumber) throw damaged(pack);
  if (bytes?.length !== length || bytes.readUInt32BE(0) !== length - 4) throw damaged(pack);
  const plaintext = orDamaged(pack, () => reader.openRecord(ordinal, identityAt(place), bytes.subarray(4)));
  if (!sha256(plaintext).equals(place.digest)) throw damaged(pack);
  return plaintext;
}

/** @throws DomainError BackupDamaged */
export function parseRecord(plaintext: Buffer, pack: string): BackupRecord {
  try {
    return backupRecord.parse(JSON.parse(plaintext.toString("utf8")));
  } catch (error) {
    if (error instanceof z.ZodError || error instanceof SyntaxError) throw damaged(pack);
    throw error;
  }
}

export function identityAt({ kind, accountId: account, resourceId, versionId }: RecordPlace): EntryIdentity {
  return { kind, account, resourceId, versionId };
}

function orDamaged<T>(pack: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof CryptoError) throw damaged(pack);
    throw error;
  }
}
