import { describe, expect, it } from "vitest";
import {
  nameFault,
  nextVersionId,
  pairsOf,
  secretDataOf,
  type ValueDraft,
  valueFault,
  versionFault,
} from "./secret-draft";

const keyValue = (...pairs: [string, string][]): ValueDraft => ({
  form: "keyValue",
  pairs: pairs.map(([name, value], at) => ({ id: String(at), name, value })),
  text: "",
});
const plainText = (text: string): ValueDraft => ({ form: "plainText", pairs: [], text });

describe("Secret Value (SEC-05, SEC-52)", () => {
  it("is a JSON map of the pairs, without rows left empty", () => {
    expect(secretDataOf(keyValue(["user", "app"], ["", ""], ["password", 'q"1']))).toBe(
      '{"user":"app","password":"q\\"1"}',
    );
  });

  it("is the text itself, white space included", () => {
    expect(secretDataOf(plainText(" a\n"))).toBe(" a\n");
  });

  it.each([
    ["nothing", keyValue(["", ""]), "empty"],
    ["no text", plainText(""), "empty"],
    ["a value without a name", keyValue(["", "x"]), "noName"],
    ["a name twice", keyValue(["a", "1"], ["a", "2"]), "repeatedName"],
    ["30,721 bytes", plainText("x".repeat(30_721)), "tooLong"],
    ["10,241 characters of three bytes", plainText("鍵".repeat(10_241)), "tooLong"],
    ["30,720 bytes", plainText("x".repeat(30_720)), undefined],
    ["a pair", keyValue(["a", ""]), undefined],
  ])("judges %s", (_, draft, fault) => {
    expect(valueFault(draft)).toBe(fault);
  });

  it("is shown as pairs only where it is a flat map of texts", () => {
    expect(pairsOf('{"user":"app","password":"x"}')).toEqual([
      ["user", "app"],
      ["password", "x"],
    ]);
    for (const other of ["", "{}", "{", '{"a":1}', '{"a":{"b":"c"}}', '["a"]', "plain"])
      expect(pairsOf(other)).toBeNull();
  });
});

describe("the other fields", () => {
  it("says what is wrong with a name (SEC-04)", () => {
    expect(nameFault("db/app-1_x+=.@")).toBeUndefined();
    expect(nameFault("acs/x")).toBe("reserved");
    for (const name of ["", "a b", "x".repeat(193)]) expect(nameFault(name)).toBe("form");
  });

  it("says what is wrong with a version (SEC-06, SEC-22)", () => {
    expect(versionFault("v1")).toBeUndefined();
    expect(versionFault("v1", ["v1"])).toBe("taken");
    expect(versionFault("x".repeat(65))).toBe("form");
  });

  it("proposes the next version", () => {
    expect(nextVersionId([])).toBe("v1");
    expect(nextVersionId(["v2", "v10", "blue"])).toBe("v11");
  });
});
