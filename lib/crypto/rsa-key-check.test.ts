import { generateKeyPairSync, generatePrimeSync, type KeyObject } from "node:crypto";
import { describe, expect, it } from "vitest";
import { goldenKey, pssOnlyKey } from "./keys.test-support";
import { inverse, toNumber } from "./modular";
import { isConsistentRsaKey, isPrime } from "./rsa-key-check";
import { rsaKeyOf, rsaParts } from "./rsa-key-check.test-support";

const jwk = goldenKey("RSA_2048").export({ format: "jwk" });
const [p, q] = [jwk.p, jwk.q].map((text) => toNumber(Buffer.from(text ?? "", "base64url"))) as [bigint, bigint];
const parts = rsaParts(p, q);
const accepts = (key: KeyObject, bits = 2048) => isConsistentRsaKey(key, bits);

describe("an imported RSA key (KEY-69)", () => {
  it("is taken when its parts belong together, in either order of its primes, and whichever way d was reduced", async () => {
    expect(await accepts(goldenKey("RSA_2048"))).toBe(true);
    expect(await accepts(goldenKey("RSA_3072"), 3072)).toBe(true);
    expect(await accepts(rsaKeyOf(parts))).toBe(true);
    expect(await accepts(rsaKeyOf(rsaParts(q, p)))).toBe(true);
    expect(await accepts(rsaKeyOf(rsaParts(p, q, 65539n)))).toBe(true);
  });

  it.each(["n", "e", "d", "p", "q", "dp", "dq", "qi"] as const)("is refused with another %s", async (part) => {
    expect(await accepts(rsaKeyOf({ ...parts, [part]: parts[part] + 2n }))).toBe(false);
    expect(await accepts(rsaKeyOf({ ...parts, [part]: parts[part] - 2n }))).toBe(false);
    expect(await accepts(rsaKeyOf({ ...parts, [part]: 1n }))).toBe(false);
  });

  it("is refused with parts that are right but not reduced", async () => {
    expect(await accepts(rsaKeyOf({ ...parts, dp: parts.dp + p - 1n }))).toBe(false);
    expect(await accepts(rsaKeyOf({ ...parts, qi: parts.qi + p }))).toBe(false);
    expect(await accepts(rsaKeyOf({ ...parts, d: parts.d + (p - 1n) * (q - 1n) }))).toBe(false);
  });

  it("is refused with a private exponent that is right for one prime only, its halves being what they should", async () => {
    for (const d of [parts.d + (p - 1n), parts.d - (q - 1n)]) {
      expect(await accepts(rsaKeyOf({ ...parts, d, dp: d % (p - 1n), dq: d % (q - 1n) }))).toBe(false);
    }
  });

  it("is refused with primes of unlike lengths, whichever is the longer or shorter", async () => {
    const long = generatePrimeSync(1025, { bigint: true });
    const short = await primeFrom((0xb0n << 1016n) + 1n); // 1024 bits, but below √2 · 2^1023
    for (const other of [long, short]) {
      expect(await accepts(rsaKeyOf(rsaParts(other, q)))).toBe(false);
      expect(await accepts(rsaKeyOf(rsaParts(q, other)))).toBe(false);
    }
  });

  it("is refused with another size", async () => {
    expect(await accepts(goldenKey("RSA_2048"), 3072)).toBe(false);
    expect(await accepts(goldenKey("RSA_3072"), 2048)).toBe(false);
    expect(await accepts(generateKeyPairSync("rsa", { modulusLength: 2047 }).privateKey)).toBe(false);
  });

  it("is refused with an exponent that is even or small", async () => {
    expect(await accepts(rsaKeyOf({ ...parts, e: 65536n }))).toBe(false);
    const exponent = [3n, 5n, 7n, 11n, 13n].find((each) => (p - 1n) % each !== 0n && (q - 1n) % each !== 0n);
    if (exponent === undefined) throw new Error("each small prime divides p-1 or q-1 of the golden key");
    expect(await accepts(rsaKeyOf(rsaParts(p, q, exponent)))).toBe(false);
  });

  it("is refused with a public exponent so long that the private one may be short", async () => {
    const offset = [1n, 3n, 5n, 7n, 9n, 11n, 13n, 15n].find((each) => isInvertible((1n << 256n) + each));
    if (offset === undefined) throw new Error("no exponent near 2^256 has an inverse");
    expect(await accepts(rsaKeyOf(rsaParts(p, q, (1n << 256n) + offset)))).toBe(false);
  });

  it("is refused with primes so close that their product gives them away", async () => {
    expect(await accepts(rsaKeyOf(rsaParts(p, await primeFrom(p + 2n))))).toBe(false);
  });

  it("is refused with a prime that is none, though everything else fits", async () => {
    let composite = 0n;
    while (composite >> 1022n !== 3n || (composite * q) >> 2047n !== 1n) {
      composite = generatePrimeSync(512, { bigint: true }) * generatePrimeSync(512, { bigint: true });
    }
    expect(await accepts(rsaKeyOf(rsaParts(composite, q)))).toBe(false);
    expect(await accepts(rsaKeyOf(rsaParts(q, composite)))).toBe(false);
  });

  it("is refused when it is of another type", async () => {
    expect(await accepts(goldenKey("EC_P256"))).toBe(false);
    expect(await accepts(pssOnlyKey())).toBe(false);
  });
});

/** The first prime from an odd number on. */
async function primeFrom(start: bigint): Promise<bigint> {
  let candidate = start;
  while (!(await isPrime(candidate))) candidate += 2n;
  return candidate;
}

function isInvertible(exponent: bigint): boolean {
  try {
    return inverse(exponent, (p - 1n) * (q - 1n)) > 0n;
  } catch {
    return false;
  }
}
