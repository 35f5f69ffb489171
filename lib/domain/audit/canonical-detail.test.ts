import fc from "fast-check";
import { expect, it } from "vitest";
import { type CanonicalValue, canonicalText } from "@/lib/crypto/canonical-json";
import { ByteWriter } from "./byte-writer";
import { writeCanonicalDetail } from "./canonical-detail";

/** As PostgreSQL prints a jsonb: names by length and then by bytes, a space after each colon and comma. */
function printed(value: CanonicalValue): string {
  if (Array.isArray(value)) return `[${value.map(printed).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const names = Object.keys(value).sort((one, other) => one.length - other.length || (one < other ? -1 : 1));
  return `{${names.map((name) => `${JSON.stringify(name)}: ${printed((value as Record<string, CanonicalValue>)[name] ?? null)}`).join(", ")}}`;
}

function written(json: string): string {
  const writer = new ByteWriter();
  // Between other bytes: it must not read on.
  const bytes = Buffer.from(`"${json}"`);
  writer.begin(6 * bytes.length);
  writeCanonicalDetail(writer, bytes, 1, bytes.length - 1);
  return Buffer.from(writer.written).toString();
}

const text = fc.oneof(fc.string({ maxLength: 12 }), fc.string({ unit: "grapheme", maxLength: 6 }));
const plain = fc.oneof(text, fc.maxSafeInteger(), fc.integer({ min: -9, max: 9 }), fc.boolean(), fc.constant(null));
const nested = fc.oneof(plain, fc.array(plain, { maxLength: 3 }), fc.dictionary(text, plain, { maxKeys: 3 }));

it("of any details it makes what the canonical JSON of their value is, the quick way and the slow one", () => {
  const details = fc.oneof(
    fc.dictionary(fc.string({ maxLength: 4 }), fc.oneof(fc.string({ maxLength: 12 }), fc.integer()), { maxKeys: 20 }),
    fc.dictionary(text, nested, { maxKeys: 6 }),
  );
  fc.assert(
    fc.property(details, (detail) => {
      const value = { ...detail };
      expect(written(printed(value))).toBe(canonicalText(value));
    }),
    { seed: 9, numRuns: 800 },
  );
});

it.each([
  ["{}", "{}"],
  ['{"b": 1, "aa": "x"}', '{"aa":"x","b":1}'],
  ['{"a": "x", "aa": -5, "a b": "é中文🗝️"}', '{"a":"x","a b":"é中文🗝️","aa":-5}'],
  ['{"": 0}', '{"":0}'],
  ['{"a": 999999999999999}', '{"a":999999999999999}'],
])("%s becomes %s", (json, canonical) => {
  expect(written(json)).toBe(canonical);
});

it.each(['{"a": 9007199254740993}', '{"a": 1.5}', '{"a": 1e400}'])("%s is none that we would have written", (json) => {
  expect(() => written(json)).toThrow();
});
