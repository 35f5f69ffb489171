import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CodecError, decode, encode } from "./codec";

const leaf = fc.oneof(
  fc.string({ unit: "binary" }).filter((text) => text.isWellFormed()),
  fc.boolean(),
  fc.constant(null),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (Object.is(number, -0) ? 0 : number)),
  fc.bigInt(),
  fc.date({ noInvalidDate: true }),
  fc.uint8Array().map((bytes) => Buffer.from(bytes)),
);
const name = fc.oneof(
  fc.string({ maxLength: 8 }).filter((text) => text.isWellFormed()),
  fc.constantFrom("$date", "$bigint", "$bytes", "$object", "$undefined", "__proto__", "constructor"),
);
const { value } = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 4 }, leaf, tie("array"), tie("object")),
  array: fc.array(tie("value"), { maxLength: 4 }),
  object: fc.array(fc.tuple(name, tie("value")), { maxLength: 4 }).map((entries) => Object.fromEntries(entries)),
}));

describe("the codec of the internal socket", () => {
  it("gives back every plain value with its dates, bigints and bytes, whatever its keys are called", () => {
    fc.assert(
      fc.property(value, (given) => {
        expect(decode(encode(given))).toEqual(given);
      }),
    );
  });

  it("answers any bytes with a value or a CodecError, and reaches no prototype", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array(),
          fc.json().map((json) => Buffer.from(json)),
        ),
        (bytes) => {
          try {
            decode(bytes);
          } catch (error) {
            expect(error).toBeInstanceOf(CodecError);
          }
        },
      ),
    );
    const decoded = decode(Buffer.from('{"__proto__":{"polluted":1}}')) as Record<string, unknown>;
    expect(decoded.polluted).toBeUndefined();
    expect(Object.hasOwn(decoded, "__proto__")).toBe(true);
  });

  it("refuses to write a bigint that it would not read", () => {
    const longest = 10n ** 1000n - 1n;
    expect(decode(encode({ n: -longest }))).toEqual({ n: -longest });
    expect(() => encode({ n: longest + 1n })).toThrow(CodecError);
  });

  it("refuses bytes that are no UTF-8", () => {
    expect(() => decode(Uint8Array.of(0x22, 0xff, 0x22))).toThrow(CodecError);
  });

  it.each([
    ["a function", () => {}],
    ["a symbol", Symbol("x")],
    ["NaN", Number.NaN],
    ["an invalid date", new Date(Number.NaN)],
    ["a map", new Map()],
    ["an object of a class", new (class Foo {})()],
  ])("does not encode %s", (_name, given) => {
    expect(() => encode({ given })).toThrow(CodecError);
  });

  it.each([
    ['{"$date":"2026-11-22"}'],
    ['{"$date":5}'],
    ['{"$bytes":"a"}'],
    ['{"$bigint":"1e3"}'],
    ['{"$bigint":"007"}'],
    ['{"$object":[]}'],
    ['{"$other":1}'],
    ['{"$date":"2026-11-22T00:00:00.000Z","more":1}'],
    [`${"[".repeat(200)}${"]".repeat(200)}`],
  ])("does not decode %s", (text) => {
    expect(() => decode(Buffer.from(text))).toThrow(CodecError);
  });

  it("refuses what is nested beyond 64 levels", () => {
    let deep: unknown = 1;
    for (let level = 0; level < 70; level++) deep = [deep];
    expect(() => encode(deep)).toThrow(CodecError);
  });
});
