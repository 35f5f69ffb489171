/** Whole numbers modulo another, and as bytes. Not in constant time: each caller says why that is enough. */
import { CryptoError } from "./errors";

/** The remainder from 0 to modulus-1, of negative numbers too. */
export function modulo(value: bigint, modulus: bigint): bigint {
  const remainder = value % modulus;
  return remainder < 0n ? remainder + modulus : remainder;
}

/** The x with `value · x ≡ 1`, by the extended Euclidean algorithm; where none exists it refuses (`InvalidLayout`). */
export function inverse(value: bigint, modulus: bigint): bigint {
  let [remainder, nextRemainder] = [modulus, modulo(value, modulus)];
  let [factor, nextFactor] = [0n, 1n];
  while (nextRemainder !== 0n) {
    const quotient = remainder / nextRemainder;
    [remainder, nextRemainder] = [nextRemainder, remainder - quotient * nextRemainder];
    [factor, nextFactor] = [nextFactor, factor - quotient * nextFactor];
  }
  if (remainder !== 1n) throw new CryptoError("InvalidLayout", "a number has no inverse");
  return modulo(factor, modulus);
}

/** The unsigned number that big-endian bytes stand for; none stand for 0. */
export function toNumber(bytes: Uint8Array): bigint {
  return BigInt(`0x0${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("hex")}`);
}

/** Big-endian bytes of this length; a number that needs more, or is negative, is refused (`InvalidLayout`). */
export function toBytes(value: bigint, length: number): Buffer {
  if (value < 0n || value >> BigInt(length * 8) !== 0n) {
    throw new CryptoError("InvalidLayout", "a number does not fit its length");
  }
  return Buffer.from(value.toString(16).padStart(length * 2, "0"), "hex");
}
