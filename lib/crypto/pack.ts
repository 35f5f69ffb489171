/**
 * The backup pack (decisions 5.5): at most 16 MiB, written once by one writer.
 *
 *      0   8  "KMSPACK1"
 *      8  16  binding id (UUID)
 *     24   4  u32 run       28  4  u32 pack number
 *     32   .  lp(sealed box of the pack key under the backup key, purpose "pack-key")
 *      .   .  per record: u32 length ‖ ciphertext ‖ 16-byte tag          (length counts ciphertext and tag)
 *
 * AES-256-GCM under the pack key, nonce = 8 zero bytes ‖ u32 ordinal, AAD = header bytes 0..31 ‖ u32 ordinal ‖
 * lp(kind) ‖ lp(account) ‖ lp(resource id) ‖ lp(version id). Each record opens alone, and only as what it is: moved
 * within the pack, between packs or to another resource it does not open. That nothing is missing is the manifest's.
 */
import type { KeyObject } from "node:crypto";
import { gcmOpen, gcmSealInto, tagLengthBytes } from "./aead";
import { concat, lp, u32, uuidBytes, uuidText } from "./bytes";
import { CryptoError, doesNotOpen } from "./errors";
import { intoKeyObject, keyLengthBytes } from "./material";
import { randomBytes } from "./random";
import { open, type ResolveWrappingKey, seal, type WrappingKey } from "./sealed";

/** "table-rows" is the system backup's: some rows of a table, `resourceId` the table, `versionId` their place in it. */
export type PackRecordKind = "key" | "key-version" | "secret" | "secret-version" | "table-rows";
/** What a record is of; `versionId` is "" for kinds that have none. */
export type PackRecordIdentity = {
  readonly kind: PackRecordKind;
  readonly account: string;
  readonly resourceId: string;
  readonly versionId: string;
};
export type PackPlace = { readonly bindingId: string; readonly run: number; readonly packNumber: number };
/** `bytes` go to the file at `offset` as they are, length field included; ordinals count from 0. */
export type WrittenRecord = { readonly ordinal: number; readonly offset: number; readonly bytes: Buffer };
/** A record as read back: `sealed` is ciphertext ‖ tag, without the length field that stands at `offset`. */
export type SealedRecord = { readonly ordinal: number; readonly offset: number; readonly sealed: Buffer };

export const maxPackBytes = 16 * 1024 * 1024;
const magic = Buffer.from("KMSPACK1", "latin1");
const placeLength = 32;
const lengthField = 4;
const noncePrefix = Buffer.alloc(8);

/**
 * Writes one pack under a key of its own, made here and shown to nobody, so that no two writers can share nonces.
 * Write `header`, then the bytes of each record in turn; when `fits` says no, `close` and begin the next pack.
 */
export class PackWriter {
  readonly header: Buffer;
  private readonly place: Buffer;
  private readonly aad: AadWriter;
  private readonly nonce = nonceOf(0);
  private key: KeyObject | undefined;
  private ordinal = 0;
  private length: number;

  constructor(backupKey: WrappingKey, place: PackPlace) {
    this.place = placeBytes(place);
    this.aad = new AadWriter(this.place);
    const packKey = randomBytes(keyLengthBytes);
    this.header = concat(this.place, lp(seal(backupKey, "pack-key", packKeyFields(place), packKey)));
    this.key = intoKeyObject(packKey);
    this.length = this.header.length;
  }

  /** Bytes of the pack so far. */
  get lengthBytes(): number {
    return this.length;
  }

  get recordCount(): number {
    return this.ordinal;
  }

  /** Whether a plaintext of this length still has room. An empty pack refuses what no pack holds: `RecordTooLarge`. */
  fits(plaintextLengthBytes: number): boolean {
    const after = this.length + lengthField + plaintextLengthBytes + tagLengthBytes;
    if (after <= maxPackBytes) return true;
    if (this.ordinal === 0) throw new CryptoError("RecordTooLarge", "a record is longer than a pack");
    return false;
  }

  /** Seals the next record. Refuses one that does not fit, and any after `close` (`InvalidLayout`). */
  add(identity: PackRecordIdentity, plaintext: Uint8Array): WrittenRecord {
    const bytes = Buffer.allocUnsafe(lengthField + plaintext.length + tagLengthBytes);
    return { ...this.sealInto(bytes, 0, identity, plaintext), bytes };
  }

  /** The same into `pack`, which holds the pack from its first byte on. */
  addTo(
    pack: Buffer,
    identity: PackRecordIdentity,
    plaintext: Uint8Array,
  ): { ordinal: number; offset: number; lengthBytes: number } {
    const placed = this.sealInto(pack, this.length, identity, plaintext);
    return { ...placed, lengthBytes: this.length - placed.offset };
  }

  private sealInto(target: Buffer, at: number, identity: PackRecordIdentity, plaintext: Uint8Array) {
    if (this.key === undefined) throw new CryptoError("InvalidLayout", "the pack is closed");
    if (!this.fits(plaintext.length)) throw new CryptoError("InvalidLayout", "the pack is full");
    const { ordinal, length: offset } = this;
    target.writeUInt32BE(plaintext.length + tagLengthBytes, at);
    this.nonce.writeUInt32BE(ordinal, noncePrefix.length);
    const aad = this.aad.of(ordinal, identity);
    const end = gcmSealInto(target, at + lengthField, this.key, this.nonce, aad, plaintext);
    this.ordinal += 1;
    this.length += end - at;
    return { ordinal, offset };
  }

  /** Lets go of the pack key; nothing can be added any more. */
  close(): void {
    this.key = undefined;
  }
}

/** Opens records of one pack by place; needs its header only, not the records before. */
export class PackReader {
  readonly place: PackPlace;
  private readonly placeBytes: Buffer;
  private readonly key: KeyObject;

  /** `start` holds at least the header. `DoesNotOpen` unless it is whole and sealed by the backup key that it names. */
  constructor(resolveBackupKey: ResolveWrappingKey, start: Uint8Array) {
    const { place, keyBox } = readPackHeader(start);
    const packKey = open(resolveBackupKey, "pack-key", packKeyFields(place), keyBox);
    if (packKey.length !== keyLengthBytes) throw doesNotOpen();
    this.place = place;
    this.placeBytes = placeBytes(place);
    this.key = intoKeyObject(packKey);
  }

  /** The plaintext of `sealed`, which must be this record at this ordinal of this pack; else `DoesNotOpen`. */
  openRecord(ordinal: number, identity: PackRecordIdentity, sealed: Uint8Array): Buffer {
    return gcmOpen(this.key, nonceOf(ordinal), aadOf(this.placeBytes, ordinal, identity), sealed);
  }
}

/** What a header says, not yet proven by anything; `DoesNotOpen` for what is no pack of this format or is cut short. */
export function readPackHeader(start: Uint8Array): {
  place: PackPlace;
  keyBox: Buffer;
  headerLengthBytes: number;
} {
  const bytes = view(start);
  if (bytes.length < placeLength + lengthField || !bytes.subarray(0, 8).equals(magic)) throw doesNotOpen();
  const place = {
    bindingId: uuidText(bytes.subarray(8, 24)),
    run: bytes.readUInt32BE(24),
    packNumber: bytes.readUInt32BE(28),
  };
  const keyBox = fieldAt(bytes, placeLength);
  return { place, keyBox, headerLengthBytes: placeLength + lengthField + keyBox.length };
}

/** Cuts a whole pack into its records, without opening any; `DoesNotOpen` where a record ends after the file does. */
export function splitPack(pack: Uint8Array): SealedRecord[] {
  const bytes = view(pack);
  const records: SealedRecord[] = [];
  let offset = readPackHeader(bytes).headerLengthBytes;
  while (offset < bytes.length) {
    const sealed = fieldAt(bytes, offset);
    records.push({ ordinal: records.length, offset, sealed });
    offset += lengthField + sealed.length;
  }
  return records;
}

function placeBytes({ bindingId, run, packNumber }: PackPlace): Buffer {
  return concat(magic, uuidBytes(bindingId), u32(run), u32(packNumber));
}

function packKeyFields({ bindingId, run, packNumber }: PackPlace) {
  return [bindingId, String(run), String(packNumber)] as const;
}

function nonceOf(ordinal: number): Buffer {
  return concat(noncePrefix, u32(ordinal));
}

function aadOf(place: Buffer, ordinal: number, { kind, account, resourceId, versionId }: PackRecordIdentity): Buffer {
  return concat(place, u32(ordinal), lp(kind), lp(account), lp(resourceId), lp(versionId));
}

/** `aadOf` in memory that is used again: each answer holds until the next. */
class AadWriter {
  private bytes = Buffer.alloc(512);

  constructor(place: Buffer) {
    place.copy(this.bytes);
  }

  of(ordinal: number, { kind, account, resourceId, versionId }: PackRecordIdentity): Buffer {
    let at = this.bytes.writeUInt32BE(ordinal, placeLength);
    for (const text of [kind, account, resourceId, versionId]) {
      const needed = at + lengthField + 3 * text.length; // UTF-8 has at most three bytes for a UTF-16 unit
      if (needed > this.bytes.length) this.bytes = Buffer.concat([this.bytes, Buffer.alloc(needed)]);
      const length = this.bytes.write(text, at + lengthField);
      at = this.bytes.writeUInt32BE(length, at) + length;
    }
    return this.bytes.subarray(0, at);
  }
}

function fieldAt(bytes: Buffer, offset: number): Buffer {
  if (bytes.length < offset + lengthField) throw doesNotOpen();
  const start = offset + lengthField;
  const end = start + bytes.readUInt32BE(offset);
  if (bytes.length < end) throw doesNotOpen();
  return bytes.subarray(start, end);
}

function view(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
