/** Secret bytes in the two forms that this room takes: a Buffer, or a KeyObject (kept outside the JavaScript heap). */
import { createSecretKey, KeyObject } from "node:crypto";
import { CryptoError } from "./errors";

export type Material = Buffer | KeyObject;

/** Every symmetric key of the product, of whatever use, is this long. */
export const keyLengthBytes = 32;

/** The length in bytes; a public or private KeyObject is refused (`InvalidKey`). */
export function materialLength(material: Material): number {
  if (!(material instanceof KeyObject)) return material.length;
  if (material.symmetricKeySize === undefined) throw new CryptoError("InvalidKey", "a secret key is needed");
  return material.symmetricKeySize;
}

/** Refuses anything but 32 secret bytes (`InvalidKey`). */
export function requireKey(material: Material): void {
  if (materialLength(material) !== keyLengthBytes) throw new CryptoError("InvalidKey", "a key is 32 bytes");
}

/** Moves bytes into a KeyObject and wipes the Buffer. Node clears the KeyObject's memory when it is collected. */
export function intoKeyObject(bytes: Buffer): KeyObject {
  const key = createSecretKey(bytes);
  bytes.fill(0);
  return key;
}

/** A fresh copy of the bytes. The caller wipes it (`fill(0)`) as soon as it is sealed elsewhere. */
export function copyOfBytes(material: Material): Buffer {
  return material instanceof KeyObject ? material.export() : Buffer.from(material);
}
