/**
 * One text per value, so that a digest or MAC of it means something: JSON as RFC 8785 writes it (names sorted by UTF-16
 * code units, no white space, shortest escapes), for the part of JSON that our records use: no fractions.
 */
import { hasLoneSurrogate } from "./bytes";
import { CryptoError } from "./errors";

export type CanonicalValue =
  | null
  | boolean
  | number
  | string
  | readonly CanonicalValue[]
  | { readonly [name: string]: CanonicalValue };

const maxDepth = 64;

/**
 * The UTF-8 bytes of the canonical text. Refuses with `InvalidJson`: numbers that are not safe integers, `undefined`
 * (leave the name out), lone surrogates, objects with a class (dates, maps, buffers), nesting deeper than 64.
 */
export function canonicalJson(value: CanonicalValue): Buffer {
  return Buffer.from(canonicalText(value), "utf8");
}

/** The same as text, for what goes on from there. */
export function canonicalText(value: CanonicalValue): string {
  return write(value, 0);
}

function write(value: unknown, depth: number): string {
  if (depth > maxDepth) throw refuse("is nested too deeply");
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number") return writeInteger(value);
  if (typeof value === "string") return writeText(value);
  if (Array.isArray(value)) return `[${value.map((item) => write(item, depth + 1)).join(",")}]`;
  if (isPlainObject(value)) {
    const members = Object.keys(value)
      .sort() // the default order of strings is that of UTF-16 code units
      .map((name) => `${writeText(name)}:${write(value[name], depth + 1)}`);
    return `{${members.join(",")}}`;
  }
  throw refuse("is neither null, boolean, integer, text, array nor plain object");
}

function writeInteger(value: number): string {
  if (!Number.isSafeInteger(value)) throw refuse("is a number that is not a safe integer");
  return String(value); // minus zero becomes 0, as in RFC 8785
}

/** JSON.stringify escapes a text as RFC 8785, section 3.2.2.2, asks; lone surrogates it would let pass as escapes. */
function writeText(text: string): string {
  if (hasLoneSurrogate(text)) throw refuse("is a text with half a surrogate pair");
  return JSON.stringify(text);
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function refuse(what: string): CryptoError {
  return new CryptoError("InvalidJson", `a value ${what}`);
}
