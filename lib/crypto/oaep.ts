/**
 * AsymmetricEncrypt and AsymmetricDecrypt (CRY-05), export and import: RSAES-OAEP (RFC 8017, section 7.1) with an empty
 * label, MGF1 with the same hash. PKCS#1 v1.5 is offered nowhere: whether its padding held is what its callers let out.
 */
import { constants, type KeyObject, privateDecrypt, publicEncrypt } from "node:crypto";
import { CryptoError, doesNotOpen } from "./errors";
import { detailsOf, type EncryptionAlgorithm, type KeySpec } from "./key-spec";
import { modulusLengthBytes } from "./rsa-signature";

const hashes = {
  RSAES_OAEP_SHA_1: { name: "sha1", lengthBytes: 20 },
  RSAES_OAEP_SHA_256: { name: "sha256", lengthBytes: 32 },
} as const satisfies Readonly<Record<EncryptionAlgorithm, { readonly name: string; readonly lengthBytes: number }>>;

/** The longest plaintext: 190 and 214 bytes for RSA_2048, 318 and 342 for RSA_3072 (CRY-05). */
export function oaepMaxPlaintextBytes(key: KeyObject, algorithm: EncryptionAlgorithm): number {
  return longestWithin(modulusLengthBytes(key), algorithm);
}

/** The same before there is a key: by its specification, 0 for one that does not encrypt. */
export function oaepMaxPlaintextBytesOf(spec: KeySpec, algorithm: EncryptionAlgorithm): number {
  const details = detailsOf(spec);
  return details.kind === "rsa" ? longestWithin(details.modulusBits / 8, algorithm) : 0;
}

function longestWithin(modulusBytes: number, algorithm: EncryptionAlgorithm): number {
  return modulusBytes - 2 * hashes[algorithm].lengthBytes - 2;
}

/** Ciphertext as long as the modulus. Refuses a plaintext that is too long (`InvalidMessage`). */
export function oaepEncrypt(key: KeyObject, algorithm: EncryptionAlgorithm, plaintext: Uint8Array): Buffer {
  if (plaintext.length > oaepMaxPlaintextBytes(key, algorithm)) {
    throw new CryptoError("InvalidMessage", "the plaintext is longer than the key can encrypt");
  }
  return publicEncrypt(paddedBy(key, algorithm), plaintext);
}

/**
 * The plaintext, or `DoesNotOpen` for every reason alike (S11). OpenSSL decides about the padding in constant time; the
 * length, which everybody sees, is checked first, since OpenSSL would take a shorter ciphertext for a small number.
 */
export function oaepDecrypt(privateKey: KeyObject, algorithm: EncryptionAlgorithm, ciphertext: Uint8Array): Buffer {
  if (privateKey.type !== "private") throw new CryptoError("InvalidKey", "a private key is needed");
  if (ciphertext.length !== modulusLengthBytes(privateKey)) throw doesNotOpen();
  try {
    return privateDecrypt(paddedBy(privateKey, algorithm), ciphertext);
  } catch {
    throw doesNotOpen();
  }
}

function paddedBy(key: KeyObject, algorithm: EncryptionAlgorithm) {
  return { key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: hashes[algorithm].name };
}
