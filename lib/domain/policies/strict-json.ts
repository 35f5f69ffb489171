import { invalidPolicy, placeOf } from "./policy-problems";

export type Json = string | number | boolean | null | Json[] | Map<string, Json>;

/** A document with every list and condition is six deep. */
const DEPTH_MAX = 12;

const SPACE = /[ \t\n\r]*/y;
/** Where a text ends; whether it is one, with its escapes and control characters, JSON.parse decides. */
const TEXT = /"(?:[^"\\]|\\.)*"/sy;
const OTHER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/**
 * Reads one JSON value as strictly as its standard, and more: a member given twice is refused, where JSON.parse would
 * keep the last and say nothing; depth is bounded, so that no text can exhaust the stack. Objects are Maps, so that no
 * name (`__proto__`) is special. @throws DomainError InvalidPolicy NotJson, TooDeep, RepeatedMember
 */
export function parseStrictJson(text: string): Json {
  const reader = new Reader(text);
  const value = reader.value("Policy", 1);
  reader.end();
  return value;
}

class Reader {
  #at = 0;

  constructor(private readonly text: string) {}

  value(place: string, depth: number): Json {
    if (depth > DEPTH_MAX) throw invalidPolicy(place, "TooDeep");
    if (this.#takes("{")) return this.#members(place, depth);
    if (this.#takes("[")) return this.#items(place, depth);
    if (this.text[this.#at] === '"') return this.#string();
    const [token] = this.#match(OTHER);
    return JSON.parse(token) as number | boolean | null;
  }

  end(): void {
    this.#skipSpace();
    if (this.#at < this.text.length) throw this.#notJson();
  }

  #members(place: string, depth: number): Map<string, Json> {
    const members = new Map<string, Json>();
    if (this.#takes("}")) return members;
    do {
      this.#skipSpace();
      const name = this.#string();
      const within = placeOf(place, name);
      if (members.has(name)) throw invalidPolicy(within, "RepeatedMember");
      this.#expect(":");
      members.set(name, this.value(within, depth + 1));
    } while (this.#takes(","));
    this.#expect("}");
    return members;
  }

  #items(place: string, depth: number): Json[] {
    const items: Json[] = [];
    if (this.#takes("]")) return items;
    do items.push(this.value(`${place}[${items.length}]`, depth + 1));
    while (this.#takes(","));
    this.#expect("]");
    return items;
  }

  #string(): string {
    const startedAt = this.#at;
    const [token] = this.#match(TEXT);
    try {
      return JSON.parse(token) as string;
    } catch {
      throw this.#notJson(startedAt);
    }
  }

  #takes(mark: string): boolean {
    this.#skipSpace();
    if (this.text[this.#at] !== mark) return false;
    this.#at++;
    return true;
  }

  #expect(mark: string): void {
    if (!this.#takes(mark)) throw this.#notJson();
  }

  #match(pattern: RegExp): RegExpExecArray {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.text);
    if (!match) throw this.#notJson();
    this.#at = pattern.lastIndex;
    return match;
  }

  #skipSpace(): void {
    SPACE.lastIndex = this.#at;
    SPACE.exec(this.text);
    this.#at = SPACE.lastIndex;
  }

  #notJson(at = this.#at) {
    const before = this.text.slice(0, at).split("\n");
    return invalidPolicy(`${before.length}:${(before.at(-1) ?? "").length + 1}`, "NotJson");
  }
}
