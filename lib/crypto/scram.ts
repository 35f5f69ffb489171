/**
 * What PostgreSQL keeps of a password (SCRAM-SHA-256: RFC 5802, RFC 7677). Who gives it this instead of the password
 * writes nothing into its log by which anybody could sign in.
 */
import { pbkdf2Sync } from "node:crypto";
import { utf8 } from "./bytes";
import { hmac, sha256 } from "./digest";
import { randomBytes } from "./random";

const SALT_BYTES = 16;
const KEY_BYTES = 32;
/** RFC 7677 asks for no fewer. */
export const SCRAM_ITERATIONS = 4096;

/**
 * `SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey>`, or undefined for a password that clients would each write in
 * their own way.
 */
export function scramVerifier(
  password: string,
  { iterations = SCRAM_ITERATIONS, salt = randomBytes(SALT_BYTES) }: { iterations?: number; salt?: Uint8Array } = {},
): string | undefined {
  const text = prepared(password);
  if (text === undefined) return undefined;
  const salted = pbkdf2Sync(utf8(text), salt, iterations, KEY_BYTES, "sha256");
  try {
    const storedKey = sha256(hmac("sha256", salted, Buffer.from("Client Key")));
    const serverKey = hmac("sha256", salted, Buffer.from("Server Key"));
    const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
    return `SCRAM-SHA-256$${iterations}:${base64(salt)}$${base64(storedKey)}:${base64(serverKey)}`;
  } finally {
    salted.fill(0);
  }
}

/**
 * SASLprep (RFC 4013) as far as clients and server do the same with it. ASCII stays as it is; what the profile prohibits
 * some take as it came and others refuse.
 */
function prepared(password: string): string | undefined {
  if (/^[\x20-\x7e]+$/.test(password)) return password;
  const text = password
    .replace(/[\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000]/g, " ")
    .replace(/\u00ad|\u034f|\u1806|[\u180b-\u180d]|\u200c|\u200d|\u2060|[\ufe00-\ufe0f]|\ufeff/g, "")
    .normalize("NFKC");
  return text === "" || /[\p{C}\p{Zl}\p{Zp}]/u.test(text) ? undefined : text;
}
