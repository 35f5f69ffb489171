import { describe, expect, it } from "vitest";
import { nestParameters, wireName } from "./nested-parameters";
import { parseParameters } from "./parameters";

const nested = (text: string) => JSON.parse(JSON.stringify(nestParameters(parseParameters(text))));

describe("flattened names (openapi.md 1.2)", () => {
  it("become lists, lists of objects, and objects", () => {
    expect(
      nested("ResourceId.1=a&ResourceId.2=b&Tag.2.Key=y&Tag.1.Key=x&Tag.1.Value=1&ExtendedConfig.CustomData=c"),
    ).toEqual({
      ResourceId: ["a", "b"],
      Tag: [{ Key: "x", Value: "1" }, { Key: "y" }],
      ExtendedConfig: { CustomData: "c" },
    });
  });

  it("keep the order of their numbers, not of their letters, and close holes", () => {
    expect(nested("N.10=j&N.2=b&N.1=a")).toEqual({ N: ["a", "b", "j"] });
  });

  it("with empty values are absent (openapi.md 1.1)", () => {
    expect(nested("KeyId=&Tag.1.Value=&Description=d")).toEqual({ Description: "d" });
  });

  it("named like a prototype are only names", () => {
    const object = nestParameters(parseParameters("__proto__.polluted=1&constructor=c"));
    expect(Object.keys(object)).toEqual(["__proto__", "constructor"]);
    expect(({} as { polluted?: string }).polluted).toBeUndefined();
  });

  it.each([
    ["A=1&A.1=2", "A.1"],
    ["A.1=2&A=1", "A"],
    ["A.0=1", "A.0"],
    ["A.01=1", "A.01"],
    ["A.201=1", "A.201"],
    ["A.1=1&A.b=2", "A.b"],
    ["A..b=1", "A..b"],
    [".=1", "."],
    ["A.b.c.d.e=1", "A.b.c.d.e"],
  ])("are refused when they contradict themselves: %s", (text, name) => {
    expect(() => nested(text)).toThrow(expect.objectContaining({ code: "InvalidParameter", params: { name } }));
  });

  it("are written back for a message", () => {
    expect(wireName(["Tag", 0, "Key"])).toBe("Tag.1.Key");
  });
});
