/** AsymmetricSign and AsymmetricVerify (CRY-06): the caller gives a SHA-256 digest, never the message. */
import type { KeyObject } from "node:crypto";
import { ecdsaSign, ecdsaVerify } from "./ecdsa";
import { CryptoError } from "./errors";
import type { SignatureAlgorithm } from "./key-spec";
import { pkcs1Sign, pkcs1Verify, pssSign, pssVerify } from "./rsa-signature";

/** Of what all three algorithms sign. */
export const signedDigestBytes = 32;

type Scheme = {
  readonly sign: (privateKey: KeyObject, digest: Uint8Array) => Buffer;
  readonly verify: (key: KeyObject, digest: Uint8Array, signature: Uint8Array) => boolean;
};

const schemes: Readonly<Record<SignatureAlgorithm, Scheme>> = {
  RSA_PSS_SHA_256: { sign: pssSign, verify: pssVerify },
  RSA_PKCS1_SHA_256: { sign: pkcs1Sign, verify: pkcs1Verify },
  ECDSA_SHA_256: { sign: ecdsaSign, verify: ecdsaVerify },
};

/**
 * A signature: as long as the modulus for RSA, DER for ECDSA. Refuses a key of another type than the algorithm's
 * (`InvalidKey`) and a digest that is not 32 bytes (`InvalidDigest`).
 */
export function signDigest(privateKey: KeyObject, algorithm: SignatureAlgorithm, digest: Uint8Array): Buffer {
  if (privateKey.type !== "private") throw new CryptoError("InvalidKey", "a private key is needed");
  requireDigest(digest);
  return schemes[algorithm].sign(privateKey, digest);
}

/** Whether this is a signature of the digest, by the private or the public KeyObject; refuses as `signDigest` does. */
export function verifyDigest(
  key: KeyObject,
  algorithm: SignatureAlgorithm,
  digest: Uint8Array,
  signature: Uint8Array,
): boolean {
  requireDigest(digest);
  return schemes[algorithm].verify(key, digest, signature);
}

function requireDigest(digest: Uint8Array): void {
  if (digest.length !== signedDigestBytes) throw new CryptoError("InvalidDigest", "a digest is 32 bytes");
}
