import type { KeyObject } from "node:crypto";
import { createCipheriv } from "node:crypto";
import importGolden from "./golden/import.golden.json";
import type { WrappingAlgorithm } from "./import-material";
import { openKeyMaterial, publicKeyOf } from "./key-material";
import { oaepEncrypt } from "./oaep";
import { randomBytes } from "./random";

/** The pair of an import token, from the golden file: making one takes a large part of a second. */
export const importKey: KeyObject = openKeyMaterial("RSA_2048", Buffer.from(importGolden.importKey, "hex"));

/** What a caller does with its material (KEY-60, KEY-69). */
export function wrapForImport(
  algorithm: WrappingAlgorithm,
  material: Uint8Array,
  oneTimeKey: Buffer = randomBytes(32),
  publicKey: KeyObject = publicKeyOf(importKey),
): Buffer {
  if (algorithm === "RSAES_OAEP_SHA_1" || algorithm === "RSAES_OAEP_SHA_256") {
    return oaepEncrypt(publicKey, algorithm, material);
  }
  const cipher =
    algorithm === "RSA_AES_KEY_WRAP_SHA_256"
      ? createCipheriv("id-aes256-wrap-pad", oneTimeKey, Buffer.from("a65959a6", "hex"))
      : createCipheriv("aes-256-ecb", oneTimeKey, null);
  const body = Buffer.concat([cipher.update(material), cipher.final()]);
  return Buffer.concat([oaepEncrypt(publicKey, "RSAES_OAEP_SHA_256", oneTimeKey), body]);
}
