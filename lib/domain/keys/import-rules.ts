import type { WrappingAlgorithm } from "@/lib/crypto/import-material";
import { DomainError } from "../errors";
import { isAsymmetric, isSymmetric } from "./key-spec-rules";
import type { LoadedKey } from "./load-key";

// What material may come from outside, and how it is wrapped for the way (KEY-34, KEY-60..69). Pure: forms and operations
// read the same rules.

/** KEY-62. */
export const IMPORT_TOKEN_HOURS = 24;
/** How many of a key's tokens can be outstanding; the oldest makes room. */
export const IMPORT_TOKENS_MAX = 10;

const HOUR_MS = 3600_000;

export const importTokenExpiry = (now: Date) => new Date(now.getTime() + IMPORT_TOKEN_HOURS * HOUR_MS);

/** KEY-34, KEY-69: in an instance material of every specification; the default key and 1.0 keys take symmetric material. */
export function mayImport({ spec, inInstance }: { spec: LoadedKey["spec"]; inInstance: boolean }): boolean {
  return inInstance || isSymmetric(spec);
}

/** What the provider knows and this product refuses: v1.5 padding (KEY-61), and what needs SM2 (KEY-24). */
const REFUSED_ALGORITHMS: readonly string[] = ["RSAES_PKCS1_V1_5", "SM2PKE", "SM2PKE_SM4_ECB"];

/**
 * The wrapping that GetParametersForImport was asked for. `known`: those for the key's specification.
 * @throws DomainError UnsupportedKeySpec, UnsupportedOperation for a wrapping that is not offered for this key,
 *   InvalidParameter for what is none
 */
export function wrappingAlgorithm(
  known: readonly WrappingAlgorithm[],
  inInstance: boolean,
  { wrappingKeySpec, wrappingAlgorithm: named }: { wrappingKeySpec: string; wrappingAlgorithm: string },
): WrappingAlgorithm {
  if (wrappingKeySpec === "EC_SM2") throw new DomainError("UnsupportedKeySpec", { spec: wrappingKeySpec });
  if (wrappingKeySpec !== "RSA_2048") throw new DomainError("InvalidParameter", { name: "WrappingKeySpec" });
  if (REFUSED_ALGORITHMS.includes(named)) throw new DomainError("UnsupportedOperation");
  // KEY-61: instances do not take SHA-1.
  if (inInstance && named === "RSAES_OAEP_SHA_1") throw new DomainError("UnsupportedOperation");
  const algorithm = known.find((each) => each === named);
  if (algorithm === undefined) throw new DomainError("InvalidParameter", { name: "WrappingAlgorithm" });
  return algorithm;
}

/** KEY-64: never, or a moment to come. */
export function assertMaterialExpiry(expiresAt: Date | null, now: Date): void {
  if (expiresAt !== null && !(expiresAt.getTime() > now.getTime())) {
    throw new DomainError("InvalidParameter", { name: "KeyMaterialExpireUnix" });
  }
}

/** The wrapping that the console offers for a key: the provider's for secrets, and for private keys. */
export const offeredAlgorithm = (spec: LoadedKey["spec"]) =>
  isAsymmetric(spec) ? "RSAES_OAEP_SHA_256_AES_256_ECB_PKCS7_PAD" : "RSAES_OAEP_SHA_256";
