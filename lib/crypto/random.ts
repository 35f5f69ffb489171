/**
 * The product's only use of system randomness (S13). Nothing here can be seeded, replaced or injected: keys, salts and
 * ids that a test could foretell are ids that an attacker could.
 */
import { randomBytes as systemRandomBytes } from "node:crypto";
import { uuidText } from "./bytes";
import { CryptoError } from "./errors";

/** `length` fresh bytes from the operating system's generator. */
export function randomBytes(length: number): Buffer {
  return systemRandomBytes(length);
}

/**
 * `length` characters, each drawn evenly from `alphabet` (2 to 256 different characters of one UTF-16 unit).
 * Bytes past the last whole multiple of the alphabet are thrown away: a bare modulo would favour its first characters.
 */
export function randomChars(alphabet: string, length: number): string {
  const size = alphabet.length;
  if (size < 2 || size > 256 || new Set(alphabet).size !== size) {
    throw new CryptoError("InvalidLayout", "an alphabet is 2 to 256 different characters");
  }
  const evenBelow = 256 - (256 % size);
  let text = "";
  while (text.length < length) {
    for (const byte of systemRandomBytes(length - text.length)) {
      if (byte < evenBelow) text += alphabet.charAt(byte % size);
    }
  }
  return text;
}

/**
 * A password of `length` characters, each drawn evenly from all of `groups`. With `eachGroup`, evenly from the passwords
 * that have a character of every group: others are thrown away whole, since mending one would favour some.
 */
export function randomPassword(groups: readonly string[], length: number, { eachGroup = false } = {}): string {
  if (eachGroup && (groups.length > length || groups.includes(""))) {
    throw new CryptoError("InvalidLayout", "no password has a character of every group");
  }
  for (;;) {
    const password = randomChars(groups.join(""), length);
    if (!eachGroup || groups.every((group) => [...group].some((char) => password.includes(char)))) return password;
  }
}

/** A UUID version 4: 122 random bits. */
export function randomUuid(): string {
  return stampUuid(systemRandomBytes(16), 4);
}

/**
 * A UUID version 7 (RFC 9562): 48 bits of `now` in milliseconds, then 74 random bits. Sorts by time to the ms.
 * It names calls and rows, and nothing is opened by knowing it: its bytes are drawn 4 KiB at a time, for a single draw
 * costs more than all the rest of making one. Keys, salts and tokens are never made of them.
 */
export function uuidV7(now: Date): string {
  const milliseconds = now.getTime();
  if (!(milliseconds >= 0 && milliseconds < 2 ** 48)) {
    throw new CryptoError("InvalidLayout", "the time of a UUID is out of range");
  }
  const bytes = pooledBytes16();
  bytes.writeUIntBE(milliseconds, 0, 6);
  return stampUuid(bytes, 7);
}

let pool = Buffer.alloc(0);

/** Given out once, and overwritten by nobody else: the caller may write into them. */
function pooledBytes16(): Buffer {
  if (pool.length === 0) pool = systemRandomBytes(4096);
  const bytes = pool.subarray(0, 16);
  pool = pool.subarray(16);
  return bytes;
}

function stampUuid(bytes: Buffer, version: 4 | 7): string {
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | (version << 4), 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return uuidText(bytes);
}
