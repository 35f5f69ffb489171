import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CanonicalValue, canonicalJson } from "./canonical-json";

const text = (value: CanonicalValue) => canonicalJson(value).toString("utf8");
const value = fc.letrec<{ any: CanonicalValue }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3 },
    fc.constant(null),
    fc.boolean(),
    fc.maxSafeInteger(),
    fc.string({ unit: "grapheme" }),
    fc.array(tie("any"), { maxLength: 4 }),
    fc.dictionary(fc.string({ unit: "grapheme" }), tie("any"), { maxKeys: 4, noNullPrototype: true }),
  ),
})).any;

describe("canonicalJson", () => {
  it("sorts names by UTF-16 code units, as the example of RFC 8785, section 3.2.3", () => {
    const sample = { "\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\ud83d\ude00": 5, "\u0080": 6, "\u00f6": 7 };
    expect(text(sample)).toBe('{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}');
  });

  it("writes no white space and the shortest escapes (RFC 8785, section 3.2.2.2)", () => {
    expect(text({ b: [1, -2, true, null], a: "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/" })).toBe(
      '{"a":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/","b":[1,-2,true,null]}',
    );
    expect(text(-0)).toBe("0");
  });

  it("does not depend on the order in which names were set, and is its own canonical form", () => {
    const turned = (of: CanonicalValue): CanonicalValue => {
      if (Array.isArray(of)) return of.map(turned);
      if (typeof of !== "object" || of === null) return of;
      return Object.fromEntries(
        Object.entries(of)
          .reverse()
          .map(([name, inner]) => [name, turned(inner)]),
      );
    };
    fc.assert(
      fc.property(value, (any) => {
        expect(text(turned(any))).toBe(text(any));
        expect(text(JSON.parse(text(any)))).toBe(text(any));
      }),
      { seed: 9, numRuns: 1000 },
    );
  });

  it.each([
    1.5,
    2 ** 53,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    1n,
    undefined,
    { a: undefined },
    [undefined],
    new Date(0),
    new Map(),
    Buffer.from("a"),
    () => 1,
    "\ud800",
    { "\udc00": 1 },
  ])("%# is refused: it has no canonical form here", (careless) => {
    expect(() => canonicalJson(careless as unknown as CanonicalValue)).toThrow(
      expect.objectContaining({ code: "InvalidJson" }),
    );
  });

  it("refuses what is nested without end", () => {
    const circle: CanonicalValue[] = [];
    circle.push(circle);
    expect(() => canonicalJson(circle)).toThrow(expect.objectContaining({ code: "InvalidJson" }));
  });
});
