/**
 * Derivation (decisions 5.1): the expand step of HKDF (RFC 5869, section 2.3) with SHA-512, one block, no extract step,
 * because every key here is already 32 uniform bytes.
 */
import { createHmac } from "node:crypto";
import { concat } from "./bytes";
import { CryptoError } from "./errors";
import { type Material, requireKey } from "./material";

export const saltLengthBytes = 32;
export const commitmentLengthBytes = 32;
const blockLengthBytes = 64;
const separator = Uint8Array.of(0x00);
const firstBlock = Uint8Array.of(0x01);

/** What a sealed thing is derived for. A new label is a new layout: nothing sealed under one opens under another. */
export type SealLabel =
  | "kms-console/1/message"
  | "kms-console/1/sealed"
  | "kms-console/1/secret-value"
  | "kms-console/1/delivered-file"
  | "kms-console/1/export-record";

/** HKDF-Expand-SHA-512(key, info, length) for 1 to 64 bytes; longer is refused, nothing here needs a second block. */
export function expand(key: Material, info: Uint8Array, lengthBytes: number): Buffer {
  if (!Number.isInteger(lengthBytes) || lengthBytes < 1 || lengthBytes > blockLengthBytes) {
    throw new CryptoError("InvalidLayout", "one block expands to 1 to 64 bytes");
  }
  return createHmac("sha512", key).update(info).update(firstBlock).digest().subarray(0, lengthBytes);
}

/**
 * `K(32) ‖ C(32) = HMAC-SHA-512(key, label ‖ 0x00 ‖ id ‖ salt ‖ 0x01)`.
 *
 * K encrypts one message and no other, so that there is no nonce to run out of (S5). C names the key: whoever could
 * show two keys with one C would have a collision of HMAC-SHA-512 cut to 256 bits (S2). The salt's length is fixed, so
 * that `id ‖ salt` reads one way only. Refuses a key or salt that is not 32 bytes. The caller wipes K.
 */
export function derive(
  key: Material,
  label: SealLabel,
  id: Uint8Array,
  salt: Uint8Array,
): { encryptionKey: Buffer; commitment: Buffer } {
  requireKey(key);
  if (salt.length !== saltLengthBytes) throw new CryptoError("InvalidLayout", "a salt is 32 bytes");
  const block = expand(key, concat(Buffer.from(label, "latin1"), separator, id, salt), blockLengthBytes);
  return { encryptionKey: block.subarray(0, 32), commitment: block.subarray(32) };
}
