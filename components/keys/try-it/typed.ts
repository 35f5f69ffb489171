import { PLAINTEXT_MAX_BYTES } from "@/lib/domain/keys/key-rules";

// What the Try it forms check before they ask the gateway. Pure.

/** The encryption context as typed: undefined where there is none, null where it is no object of strings (CRY-03). */
export function contextTyped(text: string): Record<string, string> | undefined | null {
  if (!text.trim()) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
    const pairs = Object.entries(value);
    if (!pairs.every((pair): pair is [string, string] => typeof pair[1] === "string")) return null;
    return Object.fromEntries(pairs);
  } catch {
    return null; // not JSON; the field says so
  }
}

/** CRY-01 counts bytes, not characters. */
export function isTooLong(plaintext: string, limitBytes: number = PLAINTEXT_MAX_BYTES): boolean {
  return new TextEncoder().encode(plaintext).length > limitBytes;
}

/** CRY-05: what OAEP leaves of the modulus. */
export function oaepLimitBytes(spec: string, algorithm: string): number {
  const modulusBytes = spec === "RSA_3072" ? 384 : 256;
  const hashBytes = algorithm === "RSAES_OAEP_SHA_1" ? 20 : 32;
  return modulusBytes - 2 * hashBytes - 2;
}

/** Base64 as one pastes it, with its line breaks. */
export function base64Typed(text: string): string | null {
  const joined = text.replace(/\s+/g, "");
  return joined !== "" && /^[A-Za-z0-9+/]+={0,2}$/.test(joined) ? joined : null;
}
