/**
 * Key material that a caller made and wrapped under the public key of an import token (KEY-60, KEY-61, KEY-69). The pair
 * of a token is material of `RSA_2048`: the public half goes out as `publicKeyDer`, the private half waits in a sealed
 * box of purpose "import-key".
 *
 *     RSAES_OAEP_SHA_1, RSAES_OAEP_SHA_256        OAEP of the secret's bytes                              256 bytes
 *     RSAES_OAEP_SHA_256_AES_256_ECB_PKCS7_PAD    OAEP of a one-time AES key ‖ AES-256-ECB of the PKCS#8 DER, padded
 *     RSA_AES_KEY_WRAP_SHA_256                    OAEP of a one-time AES key ‖ AES key wrap (RFC 5649) of the PKCS#8 DER
 *
 * The first three are the provider's. The third does not notice that a block was damaged on the way, other than by what
 * makes no key; the fourth, which other key services take too, does. RSAES_PKCS1_V1_5 is not among them (KEY-61).
 *
 * All that is wrong with what comes in is one refusal, `DoesNotOpen`, whether padding, length, type, curve or
 * arithmetic (KEY-69, S11); how long it took may still tell how far it got. What that is worth is bounded by the token:
 * its key pair opens for one key and one day, and whoever uses it has permission to import into that key.
 */
import { createDecipheriv, createPrivateKey, type KeyObject } from "node:crypto";
import { consistentEcKey } from "./ec-key-check";
import { doesNotOpen } from "./errors";
import { keyMaterialBytes } from "./key-material";
import { detailsOf, type EncryptionAlgorithm, type KeySpec } from "./key-spec";
import { unwrapPadded } from "./key-wrap";
import { keyLengthBytes } from "./material";
import { oaepDecrypt } from "./oaep";
import { isConsistentRsaKey } from "./rsa-key-check";
import { modulusLengthBytes } from "./rsa-signature";

export type WrappingAlgorithm =
  | EncryptionAlgorithm
  | "RSAES_OAEP_SHA_256_AES_256_ECB_PKCS7_PAD"
  | "RSA_AES_KEY_WRAP_SHA_256";

const ofSecrets: readonly WrappingAlgorithm[] = ["RSAES_OAEP_SHA_256", "RSAES_OAEP_SHA_1"];
const ofPrivateKeys: readonly WrappingAlgorithm[] = [
  "RSAES_OAEP_SHA_256_AES_256_ECB_PKCS7_PAD",
  "RSA_AES_KEY_WRAP_SHA_256",
];

/** What material of a specification may be wrapped with. GetParametersForImport refuses the rest. */
export function wrappingAlgorithmsOf(spec: KeySpec): readonly WrappingAlgorithm[] {
  const { kind } = detailsOf(spec);
  return kind === "symmetric" || kind === "mac" ? ofSecrets : ofPrivateKeys;
}

/**
 * The material as it lies at rest (`openKeyMaterial` reads it), once it was unwrapped and found to be a key of the
 * specification; seal it and wipe it. Everything else is `DoesNotOpen`. A private key is written anew, so that nothing
 * rides along with it: no attributes, no trailing bytes, no curve spelled out.
 */
export async function importMaterial(
  spec: KeySpec,
  importKey: KeyObject,
  algorithm: WrappingAlgorithm,
  wrapped: Uint8Array,
): Promise<Buffer> {
  if (!wrappingAlgorithmsOf(spec).includes(algorithm)) throw doesNotOpen();
  const unwrapped = unwrap(importKey, algorithm, wrapped);
  const { kind } = detailsOf(spec);
  if (kind === "symmetric" || kind === "mac") return checkedSecret(spec, unwrapped);
  try {
    return keyMaterialBytes(await checkedPrivateKey(spec, unwrapped));
  } finally {
    unwrapped.fill(0);
  }
}

function unwrap(importKey: KeyObject, algorithm: WrappingAlgorithm, wrapped: Uint8Array): Buffer {
  if (algorithm === "RSAES_OAEP_SHA_1" || algorithm === "RSAES_OAEP_SHA_256") {
    return oaepDecrypt(importKey, algorithm, wrapped);
  }
  const keyEnd = modulusLengthBytes(importKey);
  const oneTimeKey = oaepDecrypt(importKey, "RSAES_OAEP_SHA_256", wrapped.subarray(0, keyEnd));
  try {
    if (oneTimeKey.length !== keyLengthBytes) throw doesNotOpen();
    const body = wrapped.subarray(keyEnd);
    return algorithm === "RSA_AES_KEY_WRAP_SHA_256" ? unwrapPadded(oneTimeKey, body) : decryptEcb(oneTimeKey, body);
  } finally {
    oneTimeKey.fill(0);
  }
}

/** ECB is the provider's choice; under a one-time key, of a DER that is parsed and checked. PKCS#7 is Node's default. */
function decryptEcb(oneTimeKey: Buffer, ciphertext: Uint8Array): Buffer {
  const decipher = createDecipheriv("aes-256-ecb", oneTimeKey, null);
  const start = decipher.update(ciphertext);
  try {
    return Buffer.concat([start, decipher.final()]);
  } catch {
    throw doesNotOpen();
  } finally {
    start.fill(0);
  }
}

/** Lengths: 32 bytes for AES (KEY-63); for HMAC from the MAC's length to the hash's block. */
function checkedSecret(spec: KeySpec, secret: Buffer): Buffer {
  const details = detailsOf(spec);
  const [min, max] =
    details.kind === "mac" ? [details.keyBytes, details.maxImportedKeyBytes] : [keyLengthBytes, keyLengthBytes];
  if (secret.length >= min && secret.length <= max) return secret;
  secret.fill(0);
  throw doesNotOpen();
}

async function checkedPrivateKey(spec: KeySpec, der: Buffer): Promise<KeyObject> {
  const details = detailsOf(spec);
  const key = parsePkcs8(der);
  if (details.kind === "ec") return consistentEcKey(key, details.curve) ?? refuse();
  if (details.kind === "rsa" && (await isConsistentRsaKey(key, details.modulusBits))) return key;
  return refuse();
}

function parsePkcs8(der: Buffer): KeyObject {
  try {
    return createPrivateKey({ key: der, type: "pkcs8", format: "der" });
  } catch {
    return refuse();
  }
}

function refuse(): never {
  throw doesNotOpen();
}
