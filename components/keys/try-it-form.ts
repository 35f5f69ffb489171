import { PLAINTEXT_MAX_BYTES } from "@/lib/domain/keys/key-rules";

// What the Try it form checks before it asks the gateway. Pure.

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
export function isTooLong(plaintext: string): boolean {
  return new TextEncoder().encode(plaintext).length > PLAINTEXT_MAX_BYTES;
}

/** Base64 as one pastes it, with its line breaks. */
export function ciphertextTyped(text: string): string | null {
  const joined = text.replace(/\s+/g, "");
  return joined !== "" && /^[A-Za-z0-9+/]+={0,2}$/.test(joined) ? joined : null;
}
