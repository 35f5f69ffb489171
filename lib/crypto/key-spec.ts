/**
 * The key specifications that software keys have (KEY-20, KEY-21, KEY-24) and what each can do (KEY-27, CRY-05, CRY-06).
 * A name is stored and bound into sealed boxes: it never changes.
 */

export type EncryptionAlgorithm = "RSAES_OAEP_SHA_1" | "RSAES_OAEP_SHA_256";
export type SignatureAlgorithm = "RSA_PSS_SHA_256" | "RSA_PKCS1_SHA_256" | "ECDSA_SHA_256";
export type MacAlgorithm = "HMAC_SHA_224" | "HMAC_SHA_256" | "HMAC_SHA_384" | "HMAC_SHA_512";
export type CurveName = "prime256v1" | "secp256k1";

type KeySpecDetails =
  | { readonly kind: "symmetric" }
  | {
      readonly kind: "rsa";
      readonly modulusBits: number;
      readonly encrypts: readonly EncryptionAlgorithm[];
      readonly signs: readonly SignatureAlgorithm[];
    }
  | { readonly kind: "ec"; readonly curve: CurveName; readonly signs: readonly SignatureAlgorithm[] }
  | {
      readonly kind: "mac";
      readonly algorithm: MacAlgorithm;
      /** Of material made here: as long as the MAC (RFC 2104, section 3). */
      readonly keyBytes: number;
      /** Of material that is imported, at most: the hash's block; HMAC would hash a longer key to a shorter one. */
      readonly maxImportedKeyBytes: number;
    };

const rsa = {
  kind: "rsa",
  encrypts: ["RSAES_OAEP_SHA_256", "RSAES_OAEP_SHA_1"],
  signs: ["RSA_PSS_SHA_256", "RSA_PKCS1_SHA_256"],
} as const;
const ec = { kind: "ec", signs: ["ECDSA_SHA_256"] } as const;

export const keySpecs = {
  Aliyun_AES_256: { kind: "symmetric" },
  RSA_2048: { ...rsa, modulusBits: 2048 },
  RSA_3072: { ...rsa, modulusBits: 3072 },
  EC_P256: { ...ec, curve: "prime256v1" },
  EC_P256K: { ...ec, curve: "secp256k1" },
  HMAC_SHA_224: { kind: "mac", algorithm: "HMAC_SHA_224", keyBytes: 28, maxImportedKeyBytes: 64 },
  HMAC_SHA_256: { kind: "mac", algorithm: "HMAC_SHA_256", keyBytes: 32, maxImportedKeyBytes: 64 },
  HMAC_SHA_384: { kind: "mac", algorithm: "HMAC_SHA_384", keyBytes: 48, maxImportedKeyBytes: 128 },
  HMAC_SHA_512: { kind: "mac", algorithm: "HMAC_SHA_512", keyBytes: 64, maxImportedKeyBytes: 128 },
} as const satisfies Readonly<Record<string, KeySpecDetails>>;

export type KeySpec = keyof typeof keySpecs;

/** True for the name of a specification that this room can make material for. */
export function isKeySpec(name: string): name is KeySpec {
  return Object.hasOwn(keySpecs, name);
}

/** The entry of a specification, widened so that `kind` tells the alternatives apart. */
export function detailsOf(spec: KeySpec): KeySpecDetails {
  return keySpecs[spec];
}
