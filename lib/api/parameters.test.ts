import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalEncode, canonicalQuery, mergeParameters, parseParameters } from "./parameters";

const entries = (text: string) => Object.fromEntries(parseParameters(text));
const malformed = expect.objectContaining({ code: "ParseRequestParameterException", status: 400 });

describe("parameters of a query or form", () => {
  it("reads what Go and Node clients write for the same value (openapi.md 1.2)", () => {
    expect(entries("a=x+y*%2A%281)")).toEqual({ a: "x y**(1)" });
    expect(entries("a=x%20y%2A*(1%29")).toEqual({ a: "x y**(1)" });
  });

  it("keeps empty values, which are signed, and names without a value", () => {
    expect(entries("SignatureType=&b&&c=d=e")).toEqual({ SignatureType: "", b: "", c: "d=e" });
  });

  it.each([
    ["a cut escape", "a=%4"],
    ["an escape that is not hexadecimal", "a=%zz"],
    ["bytes that are not UTF-8", "a=%ff"],
    ["an overlong encoding", "a=%c0%80"],
    ["a surrogate", "a=%ed%a0%80"],
    ["NUL", "a=b%00"],
    ["NUL in a name", "a%00=b"],
    ["raw bytes beyond ASCII", "a=\u00e4"],
    ["a raw control character", "a=\u0007"],
    ["a name given twice", "a=1&a=1"],
    ["a name given twice, differently escaped", "a=1&%61=2"],
    ["an empty name", "=1"],
    ["more names than any client sends", Array.from({ length: 2001 }, (_, at) => `a${at}=`).join("&")],
  ])("refuses %s", (_what, text) => {
    expect(() => parseParameters(text)).toThrow(malformed);
  });

  it("lets the value of a secret hold a NUL (SEC-05)", () => {
    expect(entries("SecretData=b%00")).toEqual({ SecretData: "b\0" });
  });

  it("takes a name from query and form only with one value", () => {
    const merged = mergeParameters(parseParameters("a=1&b=2"), parseParameters("b=2&c=3"));
    expect(Object.fromEntries(merged)).toEqual({ a: "1", b: "2", c: "3" });
    expect(() => mergeParameters(parseParameters("b=2"), parseParameters("b=3"))).toThrow(malformed);
  });

  it("gives back any text that was encoded canonically", () => {
    const name = fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 }).filter((text) => !text.includes("\0"));
    const value = fc.string({ unit: "grapheme" }).filter((text) => !text.includes("\0"));
    fc.assert(
      fc.property(fc.dictionary(name, value), (dictionary) => {
        const parameters = new Map(Object.entries(dictionary));
        expect(parseParameters(canonicalQuery(parameters))).toEqual(
          new Map([...parameters].sort(([a], [b]) => (a < b ? -1 : 1))),
        );
      }),
    );
  });

  it("escapes all but the unreserved characters, in upper case", () => {
    expect(canonicalEncode("Az09-_.~!'()* +/\u00fc")).toBe("Az09-_.~%21%27%28%29%2A%20%2B%2F%C3%BC");
  });
});
