/**
 * AES-256-GCM, bare and committing. The bare form is for one-use keys made in this room (a derived K, a pack key);
 * everything else goes through the committing form, which all layouts with a salt share:
 *
 *     prefix ‖ salt(32) ‖ commitment(32) ‖ ciphertext ‖ tag(16)        AAD = prefix ‖ salt ‖ commitment ‖ binding
 */
import { createCipheriv, createDecipheriv } from "node:crypto";
import { concat, equalBytes } from "./bytes";
import { commitmentLengthBytes, derive, type SealLabel, saltLengthBytes } from "./derive";
import { CryptoError, doesNotOpen } from "./errors";
import { type Material, requireKey } from "./material";
import { randomBytes } from "./random";

export const tagLengthBytes = 16;
const nonceLengthBytes = 12;
/** Safe only because each derived K encrypts a single message (decisions 5.1). */
const zeroNonce = Buffer.alloc(nonceLengthBytes);

/** What a committing seal is made with; the same values must be given to open it. */
export type Sealing = {
  readonly key: Material;
  readonly label: SealLabel;
  /** Goes into the derivation, so that the key itself depends on it. */
  readonly id: Uint8Array;
  /** Goes into the associated data after the header; not stored. */
  readonly binding: Uint8Array;
};

/** `ciphertext ‖ tag`. A pair of key and nonce must never be used for two messages: that is the caller's promise. */
export function gcmSeal(key: Material, nonce: Uint8Array, aad: Uint8Array, plaintext: Uint8Array): Buffer {
  requireKeyAndNonce(key, nonce);
  const cipher = createCipheriv("aes-256-gcm", key, nonce, { authTagLength: tagLengthBytes });
  cipher.setAAD(aad);
  return concat(cipher.update(plaintext), cipher.final(), cipher.getAuthTag());
}

/** `gcmSeal` into `target` at `offset`: for hundreds of thousands of short messages. Returns where it ends. */
export function gcmSealInto(
  target: Buffer,
  offset: number,
  key: Material,
  nonce: Uint8Array,
  aad: Uint8Array,
  plaintext: Uint8Array,
): number {
  requireKeyAndNonce(key, nonce);
  const cipher = createCipheriv("aes-256-gcm", key, nonce, { authTagLength: tagLengthBytes });
  cipher.setAAD(aad);
  target.set(cipher.update(plaintext), offset);
  cipher.final(); // GCM holds nothing back
  const end = offset + plaintext.length;
  target.set(cipher.getAuthTag(), end);
  return end + tagLengthBytes;
}

/** The plaintext of `ciphertext ‖ tag`, or `DoesNotOpen`; of a message that fails, no byte is returned. */
export function gcmOpen(key: Material, nonce: Uint8Array, aad: Uint8Array, sealed: Uint8Array): Buffer {
  requireKeyAndNonce(key, nonce);
  const end = sealed.length - tagLengthBytes;
  if (end < 0) throw doesNotOpen();
  const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: tagLengthBytes });
  decipher.setAAD(aad).setAuthTag(sealed.subarray(end));
  const plaintext = decipher.update(sealed.subarray(0, end));
  try {
    decipher.final(); // GCM holds nothing back: this only checks the tag
  } catch {
    plaintext.fill(0);
    throw doesNotOpen();
  }
  return plaintext;
}

/** Length of `prefix ‖ salt ‖ commitment` for a prefix of this length. */
export function headerLengthBytes(prefixLengthBytes: number): number {
  return prefixLengthBytes + saltLengthBytes + commitmentLengthBytes;
}

/** Seals under a fresh salt. The result is `plaintext + prefix + 80` bytes long. */
export function sealCommitting(sealing: Sealing, prefix: Uint8Array, plaintext: Uint8Array): Buffer {
  const salt = randomBytes(saltLengthBytes);
  const { encryptionKey, commitment } = derive(sealing.key, sealing.label, sealing.id, salt);
  const header = concat(prefix, salt, commitment);
  try {
    return concat(header, gcmSeal(encryptionKey, zeroNonce, concat(header, sealing.binding), plaintext));
  } finally {
    encryptionKey.fill(0);
  }
}

/**
 * The plaintext, or `DoesNotOpen`. The commitment is compared, in constant time, before GCM sees a byte: a ciphertext
 * that GCM would accept under two keys opens under the one it names (S2).
 */
export function openCommitting(sealing: Sealing, prefixLengthBytes: number, sealed: Uint8Array): Buffer {
  const headerLength = headerLengthBytes(prefixLengthBytes);
  if (sealed.length < headerLength + tagLengthBytes) throw doesNotOpen();
  const header = sealed.subarray(0, headerLength);
  const salt = header.subarray(prefixLengthBytes, prefixLengthBytes + saltLengthBytes);
  const { encryptionKey, commitment } = derive(sealing.key, sealing.label, sealing.id, salt);
  try {
    if (!equalBytes(commitment, header.subarray(prefixLengthBytes + saltLengthBytes))) throw doesNotOpen();
    return gcmOpen(encryptionKey, zeroNonce, concat(header, sealing.binding), sealed.subarray(headerLength));
  } finally {
    encryptionKey.fill(0);
  }
}

function requireKeyAndNonce(key: Material, nonce: Uint8Array): void {
  requireKey(key);
  if (nonce.length !== nonceLengthBytes) throw new CryptoError("InvalidLayout", "a nonce is 12 bytes");
}
