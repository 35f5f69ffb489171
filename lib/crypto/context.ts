/**
 * The encryption context (CRY-03): a flat string-to-string object that must be equivalent on decrypt. It is bound, not
 * stored; so two callers who mean the same must get the same bytes, and two who do not must never.
 */
import { concat, hasLoneSurrogate, lp, u32, utf8 } from "./bytes";
import { CryptoError } from "./errors";

declare const encoded: unique symbol;
/** `u32 pairs ‖ lp(name) ‖ lp(value)…`, sorted by the UTF-8 bytes of name. Only `encodeContext` makes one. */
export type EncodedContext = Buffer & { readonly [encoded]: true };

export type ContextPair = readonly [name: string, value: string];

const maxCharacters = 8192; // CRY-03
const maxPairs = 0xffff;

/**
 * Encodes pairs in any order, an object, or nothing; `{}`, `[]` and `undefined` are the same context.
 * Refuses repeated names, lone surrogates, and values that are not strings (`InvalidContext`).
 */
export function encodeContext(context?: readonly ContextPair[] | Readonly<Record<string, string>>): EncodedContext {
  const pairs = context === undefined ? [] : Array.isArray(context) ? context : Object.entries(context);
  if (pairs.length > maxPairs) throw new CryptoError("InvalidContext", "too many pairs");
  const encodedPairs = pairs.map(([name, value]) => [encodeText(name), encodeText(value)] as const);
  encodedPairs.sort(([left], [right]) => Buffer.compare(left, right));
  encodedPairs.forEach(([name], index) => {
    if (index > 0 && encodedPairs[index - 1]?.[0].equals(name)) {
      throw new CryptoError("InvalidContext", "a name is repeated");
    }
  });
  const fields = encodedPairs.flatMap(([name, value]) => [lp(name), lp(value)]);
  return concat(u32(pairs.length), ...fields) as EncodedContext; // the one place that makes the brand
}

const space = /[ \t\n\r]*/y;
/** Where a string ends; whether it is one, with its escapes and control characters, JSON.parse decides. */
const stringLiteral = /"(?:[^"\\]|\\.)*"/sy;

/**
 * Reads a context as it stands on the wire: one flat JSON object of strings, at most 8,192 characters.
 * `JSON.parse` would keep the last of two equal names and say nothing, and so let two texts that a person reads
 * differently be one context; hence a reader of our own, which refuses (`InvalidContext`).
 */
export function parseContextJson(text: string): ContextPair[] {
  if (text.length > maxCharacters) throw new CryptoError("InvalidContext", "longer than 8,192 characters");
  const reader = new FlatJsonReader(text);
  const pairs: ContextPair[] = [];
  reader.expect("{");
  if (!reader.accept("}")) {
    do {
      const name = reader.string();
      reader.expect(":");
      pairs.push([name, reader.string()]);
    } while (reader.accept(","));
    reader.expect("}");
  }
  reader.expectEnd();
  if (new Set(pairs.map(([name]) => name)).size !== pairs.length) {
    throw new CryptoError("InvalidContext", "a name is repeated");
  }
  return pairs;
}

class FlatJsonReader {
  private at = 0;
  constructor(private readonly text: string) {
    this.take(space);
  }

  accept(punctuation: string): boolean {
    if (!this.text.startsWith(punctuation, this.at)) return false;
    this.at += punctuation.length;
    this.take(space);
    return true;
  }

  expect(punctuation: string): void {
    if (!this.accept(punctuation)) throw notFlatJson();
  }

  expectEnd(): void {
    if (this.at !== this.text.length) throw notFlatJson();
  }

  string(): string {
    const literal = this.take(stringLiteral);
    if (literal === undefined) throw notFlatJson();
    this.take(space);
    return parseString(literal);
  }

  private take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    this.at += found?.length ?? 0;
    return found;
  }
}

function parseString(literal: string): string {
  try {
    return JSON.parse(literal) as string; // it begins and ends with a quote: JSON.parse makes a string of it or throws
  } catch {
    throw notFlatJson();
  }
}

/** Types promise a string; a door that parsed carelessly may not. */
function encodeText(text: unknown): Buffer {
  if (typeof text !== "string") throw new CryptoError("InvalidContext", "names and values are strings");
  if (hasLoneSurrogate(text)) throw new CryptoError("InvalidContext", "a text holds half a surrogate pair");
  return utf8(text);
}

function notFlatJson(): CryptoError {
  return new CryptoError("InvalidContext", "not a flat JSON object of strings");
}
