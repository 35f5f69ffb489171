/** GenerateMac and VerifyMac (KEY-24): HMAC (RFC 2104) of a message of any length, never cut. */
import type { KeyObject } from "node:crypto";
import { equalBytes } from "./bytes";
import { type HmacHash, hmac } from "./digest";
import { CryptoError } from "./errors";
import type { MacAlgorithm } from "./key-spec";

export const macHashes = {
  HMAC_SHA_224: "sha224",
  HMAC_SHA_256: "sha256",
  HMAC_SHA_384: "sha384",
  HMAC_SHA_512: "sha512",
} as const satisfies Readonly<Record<MacAlgorithm, HmacHash>>;

/** The whole MAC: 28, 32, 48 or 64 bytes. Refuses a key that is not secret (`InvalidKey`). */
export function generateMac(material: KeyObject, algorithm: MacAlgorithm, message: Uint8Array): Buffer {
  if (material.type !== "secret") throw new CryptoError("InvalidKey", "a secret key is needed");
  return hmac(macHashes[algorithm], material, message);
}

/** Whether this is the message's MAC, compared in constant time; a shortened one is not. */
export function verifyMac(material: KeyObject, algorithm: MacAlgorithm, message: Uint8Array, mac: Uint8Array): boolean {
  return equalBytes(generateMac(material, algorithm, message), mac);
}
