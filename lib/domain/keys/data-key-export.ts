import type { KeyObject } from "node:crypto";
import { z } from "zod";
import { CryptoError } from "@/lib/crypto/errors";
import { openPublicKey } from "@/lib/crypto/key-material";
import type { EncryptionAlgorithm } from "@/lib/crypto/key-spec";
import { oaepEncrypt, oaepMaxPlaintextBytesOf } from "@/lib/crypto/oaep";
import { DomainError } from "../errors";
import { bytesSchema } from "./encrypt";
import { algorithmOf, encryptionAlgorithmsOf } from "./key-algorithms";

/** To whom a data key is exported, and how it is wrapped for them (CRY-07). */
export const exportSchema = {
  /** RSA_2048; EC_SM2 is not made here. */
  wrappingKeySpec: z.string(),
  wrappingAlgorithm: z.string(),
  /** SPKI in DER. */
  publicKey: bytesSchema,
};

const SPEC = "RSA_2048";

export interface Wrapping {
  publicKey: KeyObject;
  algorithm: EncryptionAlgorithm;
  /** The longest data key that it takes: 190 bytes, or 214 with SHA-1. */
  maxBytes: number;
}

/** @throws DomainError UnsupportedKeySpec, InvalidParameter */
export function wrappingOf(input: {
  wrappingKeySpec: string;
  wrappingAlgorithm: string;
  publicKey: Uint8Array;
}): Wrapping {
  const spec = input.wrappingKeySpec;
  if (spec !== SPEC) throw new DomainError("UnsupportedKeySpec", { spec: spec.slice(0, 64) });
  const algorithm = algorithmOf(encryptionAlgorithmsOf(SPEC), input.wrappingAlgorithm, "WrappingAlgorithm");
  return { publicKey: publicKeyFrom(input.publicKey), algorithm, maxBytes: oaepMaxPlaintextBytesOf(SPEC, algorithm) };
}

/** The data key under the caller's public key. */
export function wrapped({ publicKey, algorithm }: Wrapping, dataKey: Uint8Array): Buffer {
  return oaepEncrypt(publicKey, algorithm, dataKey);
}

function publicKeyFrom(der: Uint8Array): KeyObject {
  try {
    return openPublicKey(SPEC, der);
  } catch (error) {
    if (!(error instanceof CryptoError)) throw error;
    throw new DomainError("InvalidParameter", { name: "PublicKeyBlob" }, { cause: error });
  }
}
