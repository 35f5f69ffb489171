import { generateKeyPairSync, generatePrimeSync, type KeyObject } from "node:crypto";
import { describe, expect, it } from "vitest";
import { goldenKey, pssOnlyKey } from "./keys.test-support";
import { toNumber } from "./modular";
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

  it("is refused with a private exponent so small that the modulus gives it away", async () => {
    const small = (1n << 500n) + 1n;
    const key = [0n, 2n, 4n, 6n, 8n, 10n, 12n].flatMap((more) => {
      try {
        const { d: e, ...rest } = rsaParts(p, q, small + more);
        return [rsaKeyOf({ ...rest, e, d: small + more })];
      } catch {
        return []; // not invertible: it shares a factor with p-1 or q-1
      }
    })[0];
    if (key === undefined) throw new Error("no small exponent has an inverse");
    expect(await accepts(key)).toBe(false);
  });

  it("is refused with primes so close that their product gives them away", async () => {
    let neighbour = p + 2n;
    while (!(await isPrime(neighbour))) neighbour += 2n;
    expect(await accepts(rsaKeyOf(rsaParts(p, neighbour)))).toBe(false);
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
