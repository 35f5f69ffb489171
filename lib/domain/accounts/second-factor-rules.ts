import { randomChars } from "@/lib/crypto/random";

// A recovery code is 80 random bits, so that its bare SHA-256 keeps it: nobody tries them all, with the database in hand.

export const RECOVERY_CODES = 10;
/** Without those that look alike in print, and 32 of them: five bits each. */
const ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789";
const LENGTH = 16;

/** What the app shows over its codes, beside the name of whoever signs in. */
export const TOTP_ISSUER = "KMS Console";

/** The longest thing that is taken for a code, blanks and hyphens included. */
export const CODE_LIMIT = 64;

/** `xxxx-xxxx-xxxx-xxxx` */
export function newRecoveryCode(): string {
  return randomChars(ALPHABET, LENGTH).replace(/(.{4})(?=.)/g, "$1-");
}

export type TypedCode = { kind: "totp"; digits: string } | { kind: "recovery"; text: string } | { kind: "none" };

/** What was typed: six digits of the app, or one of the codes on paper; however it was spaced. */
export function readCode(typed: string): TypedCode {
  const text = typed.normalize("NFKC").toLowerCase().replace(/[\s-]/g, "");
  if (/^[0-9]{6}$/.test(text)) return { kind: "totp", digits: text };
  if (text.length === LENGTH && /^[a-z0-9]+$/.test(text)) return { kind: "recovery", text };
  return { kind: "none" };
}
