/** How numbers, texts and identifiers become bytes in every layout of this room (decisions, section 5). */
import { timingSafeEqual } from "node:crypto";
import { CryptoError } from "./errors";

const maxU32 = 0xffff_ffff;
const maxU64 = 0xffff_ffff_ffff_ffffn;
const uuidForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Two bytes, big-endian. Refuses what is not an integer from 0 to 65,535 (`InvalidLayout`). */
export function u16(value: number): Buffer {
  requireInteger(value, 0xffff);
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

/** Four bytes, big-endian. Refuses what is not an integer from 0 to 2^32-1 (`InvalidLayout`). */
export function u32(value: number): Buffer {
  requireInteger(value, maxU32);
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** Eight bytes, big-endian. Refuses what is not an integer from 0 to 2^64-1 (`InvalidLayout`). */
export function u64(value: bigint): Buffer {
  if (value < 0n || value > maxU64) throw new CryptoError("InvalidLayout", "a u64 is out of range");
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(value);
  return bytes;
}

/** `u32 length ‖ bytes`, so that neighbouring fields cannot trade bytes. A string is taken as UTF-8. */
export function lp(value: Uint8Array | string): Buffer {
  const bytes = typeof value === "string" ? utf8(value) : value;
  return Buffer.concat([u32(bytes.length), bytes]);
}

export function concat(...parts: readonly Uint8Array[]): Buffer {
  return Buffer.concat(parts);
}

/** Refuses lone surrogates (`InvalidLayout`): they would all become U+FFFD, and two texts one encoding. */
export function utf8(text: string): Buffer {
  if (hasLoneSurrogate(text)) throw new CryptoError("InvalidLayout", "a text holds half a surrogate pair");
  return Buffer.from(text, "utf8");
}

/** True for a text that no UTF-8 encodes. With the `u` flag, whole pairs are one character and do not match. */
export function hasLoneSurrogate(text: string): boolean {
  return /[\ud800-\udfff]/u.test(text);
}

/** Compares in a time that depends on the lengths only. Different lengths are unequal, not an error. */
export function equalBytes(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && timingSafeEqual(left, right);
}

/** The 16 bytes of a UUID in its lower-case text form; anything else is refused (`InvalidLayout`). */
export function uuidBytes(text: string): Buffer {
  if (!uuidForm.test(text)) throw new CryptoError("InvalidLayout", "an id is not a lower-case UUID");
  return Buffer.from(text.replaceAll("-", ""), "hex");
}

/** The lower-case text form of 16 bytes. */
export function uuidText(bytes: Uint8Array): string {
  if (bytes.length !== 16) throw new CryptoError("InvalidLayout", "a UUID is 16 bytes");
  const hex = (Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes)).toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

function requireInteger(value: number, max: number): void {
  if (!Number.isInteger(value) || value < 0 || value > max) {
    throw new CryptoError("InvalidLayout", "an unsigned integer is out of range");
  }
}
