/**
 * Whether an imported RSA private key is one (KEY-69): the checks of NIST SP 800-56B, section 6.4.1.4, and the limits of
 * FIPS 186-5, appendix A.1. OpenSSL reads a key whose parts do not belong together without a word; such a key signs
 * what does not verify, and one faulty signature can give its primes away. Time may tell about the caller's own key only.
 */
import { checkPrime, type KeyObject } from "node:crypto";
import { modulo, toNumber } from "./modular";

const millerRabinRounds = 64;

type Part = "n" | "e" | "d" | "p" | "q" | "dp" | "dq" | "qi";

/** True for a key of two primes, exactly this size, whose every part is the right one. */
export async function isConsistentRsaKey(key: KeyObject, modulusBits: number): Promise<boolean> {
  if (key.asymmetricKeyType !== "rsa") return false; // "rsa-pss" is another type, which OAEP refuses
  const parts = partsOf(key);
  return hasRightSizes(parts, modulusBits) && belongsTogether(parts) && (await isPrime(parts.p)) && isPrime(parts.q);
}

/**
 * Prime, as far as 64 rounds of Miller–Rabin tell: a composite passes with a chance of 2^-128, however it was chosen.
 * Takes some 50 ms for half of RSA_2048, in a thread of libuv's pool.
 */
export function isPrime(candidate: bigint): Promise<boolean> {
  return new Promise((resolve, reject) => {
    checkPrime(candidate, { checks: millerRabinRounds }, (error, prime) => (error ? reject(error) : resolve(prime)));
  });
}

/**
 * FIPS 186-5: 2^16 < e < 2^256; both primes from √2 · 2^(half-1) to 2^half, so that the modulus has just its bits; far
 * apart, or Fermat's method finds them. The limit of e is one of d too: e · d is more than lcm(p-1, q-1), thus than half
 * of the bits, which leaves d longer than what the modulus gives away (0.292 of its length, Boneh and Durfee).
 */
function hasRightSizes({ e, d, n, p, q }: Record<Part, bigint>, modulusBits: number): boolean {
  const half = BigInt(modulusBits / 2);
  const distance = p > q ? p - q : q - p;
  const leastSquare = 1n << BigInt(modulusBits - 1);
  return (
    e > 1n << 16n &&
    e < 1n << 256n &&
    d < n &&
    p >> half === 0n &&
    q >> half === 0n &&
    p * p >= leastSquare &&
    q * q >= leastSquare &&
    distance > 1n << (half - 100n)
  );
}

function belongsTogether({ n, e, d, p, q, dp, dq, qi }: Record<Part, bigint>): boolean {
  return (
    n === p * q &&
    modulo(e * d, p - 1n) === 1n &&
    modulo(e * d, q - 1n) === 1n &&
    dp === modulo(d, p - 1n) &&
    dq === modulo(d, q - 1n) &&
    qi < p &&
    modulo(qi * q, p) === 1n
  );
}

function partsOf(key: KeyObject): Record<Part, bigint> {
  const jwk = key.export({ format: "jwk" });
  const part = (name: Part) => toNumber(Buffer.from(jwk[name] ?? "", "base64url"));
  return {
    n: part("n"),
    e: part("e"),
    d: part("d"),
    p: part("p"),
    q: part("q"),
    dp: part("dp"),
    dq: part("dq"),
    qi: part("qi"),
  };
}
