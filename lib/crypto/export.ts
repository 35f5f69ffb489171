/**
 * What lies inside a downloaded backup file (decisions 5.6). Its outside is standard `age` (export-age.ts), which
 * whoever has the shown key can take off; what they find is this, all of it sealed under the deployment's root (BKP-124):
 *
 *      0   9  "KMSEXPORT"
 *      9   1  "1"                    format version
 *     10  16  file id (UUID)
 *     26   4  u32 items              records between the header and the end marker
 *     30   .  lp(account)
 *      .   .  lp(sealed box of the export key under the root's key for exports, purpose "export-key")
 *      .   .  per record: u32 length ‖ salt(32) ‖ commitment(32) ‖ ciphertext ‖ tag(16)
 *
 * Records by 5.1: label `kms-console/1/export-record`, id = file id, AAD = salt ‖ commitment ‖ all bytes before the first
 * record ‖ u32 ordinal. The first is the header, the last the end marker: canonical JSON of `items` and of the SHA-256 of
 * everything before it. A record opens only at its place in its file; one that is missing or too many is noticed.
 * The export key seals key material besides, as any wrapping key does: its id is the file's, its generation 1.
 */
import { createHash } from "node:crypto";
import { openCommitting, type Sealing, sealCommitting } from "./aead";
import { concat, lp, u32, uuidBytes, uuidText } from "./bytes";
import { canonicalJson } from "./canonical-json";
import { doesNotOpen } from "./errors";
import { intoKeyObject, keyLengthBytes } from "./material";
import { maxPackBytes } from "./pack";
import { randomBytes } from "./random";
import { open, type ResolveWrappingKey, seal, sealedOverheadBytes, type WrappingKey } from "./sealed";

const magic = Buffer.from("KMSEXPORT", "latin1");
const version = "1";
const fixedLength = 30;
const maxAccountBytes = 64;
const keyBoxLength = keyLengthBytes + sealedOverheadBytes;
const lengthField = 4;
/** What a sealed record is longer than its plaintext, length field included. */
const recordOverhead = lengthField + 80;
/** A backup keeps no record that no pack holds; a header is short, so that it can be judged before anything follows. */
const maxRecordBytes = (ordinal: number) => (ordinal === 0 ? 16 * 1024 : maxPackBytes) + recordOverhead;

export type ExportIdentity = { readonly fileId: string; readonly account: string; readonly items: number };
/** The clear beginning, not yet proven by anything. */
export type ExportStart = ExportIdentity & { readonly bytes: Buffer; readonly keyBox: Buffer };

/** The length of everything, for an age file that says in its head how long it is. */
export function exportLengthBytes(account: string, recordLengths: { count: number; sum: number }): number {
  const start = fixedLength + lengthField + Buffer.byteLength(account) + lengthField + keyBoxLength;
  return start + recordLengths.count * recordOverhead + recordLengths.sum;
}

/** The plaintext of the end marker; `sha256` of all bytes before its record. */
const endMarker = (items: number, sha256: string) => canonicalJson({ v: 1, end: true, items, sha256 });
/** Always as long as this one. */
export const endMarkerBytes = (items: number): number => endMarker(items, "0".repeat(64)).length;

/** Writes one file under a key made here: `start`, then what `add` gives for each item, then `end`. */
export class ExportWriter {
  readonly #start: Buffer;
  readonly #identity: ExportIdentity;
  readonly #hash = createHash("sha256");
  /** Seals the key material within the records. */
  readonly key: WrappingKey;
  #ordinal = 0;

  constructor(root: WrappingKey, identity: ExportIdentity) {
    const { fileId, account, items } = identity;
    const bytes = randomBytes(keyLengthBytes);
    const box = seal(root, "export-key", [account, fileId], bytes);
    this.#identity = identity;
    this.#start = concat(magic, Buffer.from(version), uuidBytes(fileId), u32(items), lp(account), lp(box));
    this.key = { id: fileId, generation: 1, bytes: intoKeyObject(bytes) };
  }

  /** The first bytes of the file, with the header record. */
  start(header: Uint8Array): Buffer {
    this.#hash.update(this.#start);
    return concat(this.#start, this.add(header));
  }

  add(plaintext: Uint8Array): Buffer {
    const sealing = sealingFor(this.key, this.#start, this.#ordinal++);
    const bytes = lp(sealCommitting(sealing, Buffer.alloc(0), plaintext));
    this.#hash.update(bytes);
    return bytes;
  }

  /** The last bytes. */
  end(): Buffer {
    return this.add(endMarker(this.#identity.items, this.#hash.copy().digest("hex")));
  }
}

/** Reads the clear beginning. "foreign": nothing of this product; "newer": of a version not known here. */
export function readExportStart(
  bytes: Buffer,
): ExportStart | { format: "incomplete" | "foreign" | "damaged" } | { format: "newer"; version: string } {
  const named = bytes.subarray(0, magic.length);
  if (!named.equals(magic.subarray(0, named.length))) return { format: "foreign" };
  if (bytes.length <= magic.length) return { format: "incomplete" };
  const found = bytes.toString("latin1", magic.length, magic.length + 1);
  if (found !== version) return { format: "newer", version: /[0-9A-Za-z]/.test(found) ? found : "?" };
  if (bytes.length < fixedLength + lengthField) return { format: "incomplete" };
  const accountLength = bytes.readUInt32BE(fixedLength);
  if (accountLength > maxAccountBytes) return { format: "damaged" };
  const boxAt = fixedLength + lengthField + accountLength;
  const end = boxAt + lengthField + keyBoxLength;
  if (bytes.length < end) return { format: "incomplete" };
  if (bytes.readUInt32BE(boxAt) !== keyBoxLength) return { format: "damaged" };
  return {
    fileId: uuidText(bytes.subarray(10, 26)),
    items: bytes.readUInt32BE(26),
    account: bytes.toString("utf8", fixedLength + lengthField, boxAt),
    bytes: bytes.subarray(0, end),
    keyBox: bytes.subarray(boxAt + lengthField, end),
  };
}

export type ExportRecord = { readonly kind: "header" | "item" | "end"; readonly plaintext: Buffer };

/** Opens one file, in order, from pieces of any length. Whatever is not as it was written is `DoesNotOpen`. */
export class ExportReader {
  readonly key: WrappingKey;
  readonly #hash = createHash("sha256");
  #waiting: Buffer[] = [];
  #length = 0;
  #ordinal = 0;
  #ended = false;

  /** `DoesNotOpen` where no root key of `resolveRoot` sealed it for this account and file. */
  constructor(
    resolveRoot: ResolveWrappingKey,
    readonly start: ExportStart,
  ) {
    const bytes = open(resolveRoot, "export-key", [start.account, start.fileId], start.keyBox);
    if (bytes.length !== keyLengthBytes) throw doesNotOpen();
    this.#hash.update(start.bytes);
    this.key = { id: start.fileId, generation: 1, bytes: intoKeyObject(bytes) };
  }

  /** Whether the end marker was read. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Takes the bytes after `start.bytes`; gives each record that is whole. */
  *push(bytes: Uint8Array): Generator<ExportRecord> {
    if (bytes.length > 0) this.#waiting.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    this.#length += bytes.length;
    for (;;) {
      if (this.#ended && this.#length > 0) throw doesNotOpen();
      if (this.#length < lengthField) return;
      const length = lengthField + this.#join(lengthField).readUInt32BE(0);
      if (length > maxRecordBytes(this.#ordinal)) throw doesNotOpen();
      if (this.#length < length) return;
      yield this.#open(this.#take(length));
    }
  }

  #open(record: Buffer): ExportRecord {
    const sealing = sealingFor(this.key, this.start.bytes, this.#ordinal);
    const plaintext = openCommitting(sealing, 0, record.subarray(lengthField));
    const at = this.#ordinal++;
    const kind = at === 0 ? "header" : at <= this.start.items ? "item" : "end";
    if (kind === "end") {
      if (!plaintext.equals(endMarker(this.start.items, this.#hash.digest("hex")))) throw doesNotOpen();
      this.#ended = true;
    } else this.#hash.update(record);
    return { kind, plaintext };
  }

  #take(length: number): Buffer {
    const joined = this.#join(length);
    this.#waiting[0] = joined.subarray(length);
    this.#length -= length;
    return joined.subarray(0, length);
  }

  /** The first waiting bytes in one piece, joined only as far as they must be. */
  #join(length: number): Buffer {
    let first = this.#waiting[0] ?? Buffer.alloc(0);
    if (first.length >= length) return first;
    let pieces = 0;
    for (let held = 0; held < length; pieces += 1) held += this.#waiting[pieces]?.length ?? 0;
    first = Buffer.concat(this.#waiting.splice(0, pieces));
    this.#waiting.unshift(first);
    return first;
  }
}

function sealingFor(key: WrappingKey, start: Buffer, ordinal: number): Sealing {
  const binding = concat(start, u32(ordinal));
  return { key: key.bytes, label: "kms-console/1/export-record", id: uuidBytes(key.id), binding };
}
