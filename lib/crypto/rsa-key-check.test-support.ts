import { createPrivateKey, type KeyObject } from "node:crypto";
import { inverse, modulo } from "./modular";

export type RsaParts = Record<"n" | "e" | "d" | "p" | "q" | "dp" | "dq" | "qi", bigint>;

/** Every part of the key of these primes (or of what is none), each the right one. */
export function rsaParts(p: bigint, q: bigint, e = 65537n): RsaParts {
  const d = inverse(e, (p - 1n) * (q - 1n));
  return { n: p * q, e, d, p, q, dp: modulo(d, p - 1n), dq: modulo(d, q - 1n), qi: inverse(q, p) };
}

/** OpenSSL takes any parts for a key. */
export function rsaKeyOf(parts: RsaParts): KeyObject {
  const texts = Object.entries(parts).map(([name, value]) => {
    const hex = value.toString(16);
    return [name, Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, "hex").toString("base64url")];
  });
  return createPrivateKey({ key: { kty: "RSA", ...Object.fromEntries(texts) }, format: "jwk" });
}
