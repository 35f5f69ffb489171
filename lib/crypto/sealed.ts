/**
 * The sealed box: everything secret at rest (decisions 5.3).
 *
 *      0   1  0x01
 *      1  16  wrapping key id (zero for root)
 *     17   4  u32 generation
 *     21  32  salt
 *     53  32  commitment
 *     85   n  ciphertext, then 16 bytes of tag             (plaintext + 101)
 *
 * AAD = bytes 0..84 ‖ lp(purpose) ‖ lp(field)…: a box says in which row it belongs, and opens in no other (S4).
 */
import { openCommitting, type Sealing, sealCommitting } from "./aead";
import { concat, lp, u32, uuidBytes, uuidText } from "./bytes";
import { CryptoError, doesNotOpen } from "./errors";
import type { Material } from "./material";

/**
 * The closed list of purposes, each with the fields that say where its boxes belong, in the order in which they are
 * bound. Fields are text; numbers in decimal without leading zeros; UUIDs in lower case; what does not apply is "".
 * Neither a name nor an order may ever change: boxes sealed before would no longer open. Add a purpose instead.
 */
export const purposes = {
  /** An account, instance or backup key in `wrapping_key`, under the root key. */
  "wrapping-key": ["kind", "ownerPk", "wrappingKeyId", "generation"],
  /** The material of a key version, under the account's or the instance's key. */
  "key-material": ["account", "region", "instanceId", "keyId", "versionId", "spec", "origin"],
  "access-key-secret": ["account", "accessKeyId"],
  /** The private half of an import token. */
  "import-key": ["account", "region", "keyId", "importTokenId"],
  "totp-seed": ["account", "authenticatorPk"],
  "target-credential": ["account", "targetPk"],
  /** A binding's backup key as it lies in the store, under the root key. */
  "backup-key": ["account", "backupId", "bindingId"],
  /** A generation of an instance key as it lies in the store, under the backup key. */
  "instance-key-copy": ["bindingId", "instanceId", "wrappingKeyId", "generation"],
  /** The key of one pack, in its header, under the backup key. */
  "pack-key": ["bindingId", "run", "packNumber"],
  /** The digest of the audit chains' heads as exported at a time, under the root key: who lacks that cannot forge one. */
  "audit-heads": ["installation", "at"],
  /** What one run changed in a backup's catalogue, under the backup key. */
  "backup-index": ["bindingId", "run"],
  /** The secret of temporary credentials. */
  "role-token-secret": ["account", "accessKeyId"],
  /** A key pair of the stock that belongs to no key yet, under the root key. */
  "ready-key-pair": ["readyKeyPairPk", "spec"],
  /** The key of the deployment's certificate authority, under the root key. */
  "ca-key": ["fingerprint"],
  /** The key of one system backup, beside it in the store, under the root key. */
  "system-backup-key": ["installation", "name"],
  /** The key of one downloaded backup file, in its beginning, under the root's key for exports. */
  "export-key": ["account", "fileId"],
} as const;

export type Purpose = keyof typeof purposes;
/** One text per field of the purpose, in the order of `purposes`; a missing or surplus one does not compile. */
export type Fields<P extends Purpose> = TextForEach<(typeof purposes)[P]>;
type TextForEach<Names extends readonly string[]> = { readonly [Index in keyof Names]: string };

/** A key that seals others. `id` is a UUID (all zero for root), `generation` counts from 1. */
export type WrappingKey = { readonly id: string; readonly generation: number; readonly bytes: Material };

/** Finds the bytes of the wrapping key that a box names; undefined (destroyed, unknown): the box does not open. */
export type ResolveWrappingKey = (id: string, generation: number) => Material | undefined;

const format = 0x01;
const idEnd = 17;
const prefixLength = 21;

/** Bytes that a box is longer than its plaintext. */
export const sealedOverheadBytes = 101;

/** A box of `plaintext` under `key`. Refuses a key that is not 32 bytes, a bad id, a wrong number of fields. */
export function seal<P extends Purpose>(
  key: WrappingKey,
  purpose: P,
  fields: Fields<P>,
  plaintext: Uint8Array,
): Buffer {
  const id = uuidBytes(key.id);
  const prefix = concat(Uint8Array.of(format), id, u32(key.generation));
  return sealCommitting(sealingFor(key.bytes, id, purpose, fields), prefix, plaintext);
}

/** The plaintext, or `DoesNotOpen` for every reason alike (S11). What `resolve` throws passes through. */
export function open<P extends Purpose>(
  resolve: ResolveWrappingKey,
  purpose: P,
  fields: Fields<P>,
  box: Uint8Array,
): Buffer {
  const header = readHeader(box);
  const key = resolve(header.id, header.generation);
  if (key === undefined) throw doesNotOpen();
  return openCommitting(sealingFor(key, box.subarray(1, idEnd), purpose, fields), prefixLength, box);
}

/** Which wrapping key a box names, not yet proven by anything; `DoesNotOpen` for what is no box. */
export function readHeader(box: Uint8Array): { id: string; generation: number } {
  if (box.length < sealedOverheadBytes || box[0] !== format) throw doesNotOpen();
  const header = Buffer.from(box.subarray(0, prefixLength));
  return { id: uuidText(header.subarray(1, idEnd)), generation: header.readUInt32BE(idEnd) };
}

function sealingFor(key: Material, id: Uint8Array, purpose: Purpose, fields: readonly string[]): Sealing {
  if (fields.length !== purposes[purpose].length) {
    throw new CryptoError("InvalidLayout", `a box of purpose ${purpose} has ${purposes[purpose].length} fields`);
  }
  const binding = concat(lp(purpose), ...fields.map((field) => lp(field)));
  return { key, label: "kms-console/1/sealed", id, binding };
}
