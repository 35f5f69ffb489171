import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeContext, parseContextJson } from "./context";

const invalid = expect.objectContaining({ name: "CryptoError", code: "InvalidContext" });
const record = fc.dictionary(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }), { maxKeys: 6 });

describe("encodeContext", () => {
  it("takes none, {} and [] as the same context (CRY-03)", () => {
    expect(encodeContext({}).equals(encodeContext())).toBe(true);
    expect(encodeContext([]).equals(encodeContext())).toBe(true);
  });

  it("does not depend on the order of pairs (CRY-03)", () => {
    fc.assert(
      fc.property(record, fc.infiniteStream(fc.nat()), (context, stream) => {
        const shuffled = Object.entries(context)
          .map((pair) => ({ pair, at: stream.next().value }))
          .sort((left, right) => left.at - right.at)
          .map(({ pair }) => pair);
        expect(encodeContext(shuffled).equals(encodeContext(context))).toBe(true);
      }),
      { seed: 2, numRuns: 1000 },
    );
  });

  it("never encodes two different contexts alike (S3)", () => {
    const small = fc.dictionary(fc.constantFrom("a", "b", "ab", ""), fc.constantFrom("a", "b", "ab", ""));
    fc.assert(
      fc.property(small, small, (left, right) => {
        const sorted = (of: Record<string, string>) => JSON.stringify(Object.entries(of).sort());
        expect(encodeContext(left).equals(encodeContext(right))).toBe(sorted(left) === sorted(right));
      }),
      { seed: 3, numRuns: 5000 },
    );
  });

  it("keeps names that differ in Unicode normalisation apart", () => {
    expect(encodeContext({ é: "1" }).equals(encodeContext({ "e\u0301": "1" }))).toBe(false);
  });

  it("refuses a repeated name", () => {
    expect(() =>
      encodeContext([
        ["a", "1"],
        ["b", "2"],
        ["a", "1"],
      ]),
    ).toThrow(invalid);
  });

  it.each<Record<string, string>>([{ a: "\ud800" }, { "\udc00": "a" }])(
    "refuses half a surrogate pair in %j",
    (context) => {
      expect(() => encodeContext(context)).toThrow(invalid);
    },
  );

  it.each([1, null, true, undefined, {}, ["x"]])("refuses the value %j, which is no string", (value) => {
    const careless = { a: value } as unknown as Record<string, string>; // a door that did not parse
    expect(() => encodeContext(careless)).toThrow(invalid);
  });
});

describe("parseContextJson", () => {
  it("reads what JSON.parse reads, for every flat object of strings", () => {
    fc.assert(
      fc.property(record, fc.constantFrom(0, 1, 2, "\t"), (context, indent) => {
        const pairs = parseContextJson(JSON.stringify(context, null, indent));
        expect(Object.fromEntries(pairs)).toEqual({ ...context });
        expect(pairs).toHaveLength(Object.keys(context).length);
      }),
      { seed: 4, numRuns: 2000 },
    );
  });

  it("reads escapes, white space and the empty object", () => {
    expect(parseContextJson(' {\r\n\t"a\\u0062\\"" : "\\ud83d\\udd11\\/" } ')).toEqual([['ab"', "🔑/"]]);
    expect(parseContextJson("{ }")).toEqual([]);
    expect(parseContextJson('{"__proto__":"x"}')).toEqual([["__proto__", "x"]]);
  });

  it.each([
    ['{"a":"1","a":"1"}', "a name twice"],
    ['{"a":"1","\\u0061":"2"}', "a name twice, once escaped"],
    ['{"a":1}', "a number"],
    ['{"a":null}', "null"],
    ['{"a":{"b":"c"}}', "an object inside"],
    ['{"a":["b"]}', "an array inside"],
    ['["a","b"]', "an array"],
    ['"a"', "a string"],
    ["", "nothing"],
    ["{", "an open brace"],
    ['{"a":"b"', "no end"],
    ['{"a":"b",}', "a comma before the end"],
    ['{,"a":"b"}', "a comma first"],
    ['{"a" "b"}', "no colon"],
    ['{"a":"b"} x', "something after the end"],
    ["{'a':'b'}", "single quotes"],
    ['{a:"b"}', "a bare name"],
    ['{"a":"\n"}', "a raw line end in a string"],
    ['{"a":"\\x41"}', "an escape that JSON has not"],
    ['\ufeff{"a":"b"}', "a byte order mark"],
    ['{"a":"b"}\u00a0', "white space that JSON has not"],
  ])("refuses %j: %s (CRY-03)", (text) => {
    expect(() => parseContextJson(text)).toThrow(invalid);
  });

  it("refuses more than 8,192 characters and takes as many (CRY-03)", () => {
    const ofLength = (length: number) => `{"a":"${"x".repeat(length - 8)}"}`;
    expect(ofLength(8192)).toHaveLength(8192);
    expect(parseContextJson(ofLength(8192))).toHaveLength(1);
    expect(() => parseContextJson(ofLength(8193))).toThrow(invalid);
  });

  it("leaves a lone surrogate, which JSON may escape, to be refused when encoded", () => {
    expect(() => encodeContext(parseContextJson('{"a":"\\ud800"}'))).toThrow(invalid);
  });
});
