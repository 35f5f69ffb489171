/** The few forms of DER (X.690) that certificates are made of, written; nothing here reads. */
import { concat } from "./bytes";
import { CryptoError } from "./errors";

/** `tag ‖ length ‖ contents`, the length in its shortest form. */
export function der(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const body = concat(...contents);
  return concat(Uint8Array.of(tag), lengthOf(body.length), body);
}

export const sequence = (...parts: readonly Uint8Array[]): Buffer => der(0x30, ...parts);
export const set = (...parts: readonly Uint8Array[]): Buffer => der(0x31, ...parts);
export const octetString = (bytes: Uint8Array): Buffer => der(0x04, bytes);
export const utf8String = (text: string): Buffer => der(0x0c, Buffer.from(text, "utf8"));
export const boolean = (value: boolean): Buffer => der(0x01, Uint8Array.of(value ? 0xff : 0x00));

/** A positive integer from its big-endian bytes: no leading zeros but the one that keeps it positive. */
export function integer(bytes: Uint8Array): Buffer {
  const first = bytes.findIndex((byte) => byte !== 0);
  const shortest = first < 0 ? Uint8Array.of(0) : bytes.subarray(first);
  const positive = (shortest[0] ?? 0) >= 0x80 ? concat(Uint8Array.of(0), shortest) : shortest;
  return der(0x02, positive);
}

/** `unusedBits` of the last byte do not count. */
export const bitString = (bytes: Uint8Array, unusedBits = 0): Buffer => der(0x03, Uint8Array.of(unusedBits), bytes);

/** `1.2.840.10045.2.1` */
export function objectId(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  return der(0x06, Uint8Array.from([first * 40 + second, ...rest.flatMap(base128)]));
}

/** RFC 5280, 4.1.2.5: two digits of the year until 2049, then four; whole seconds, UTC. */
export function time(at: Date): Buffer {
  const year = at.getUTCFullYear();
  if (year < 1950 || year > 9999) throw new CryptoError("InvalidLayout", "a time is out of range");
  const digits = `${at.toISOString().slice(0, 19).replace(/\D/g, "")}Z`;
  return year < 2050 ? der(0x17, Buffer.from(digits.slice(2))) : der(0x18, Buffer.from(digits));
}

/** `[number]` around, or instead of, another form. */
export function context(number: number, contents: Uint8Array, { constructed }: { constructed: boolean }): Buffer {
  return der((constructed ? 0xa0 : 0x80) | number, contents);
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return Buffer.from([0x80 | bytes.length, ...bytes]);
}

function base128(value: number): number[] {
  const bytes = [value % 128];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) bytes.unshift(0x80 | (rest % 128));
  return bytes;
}
