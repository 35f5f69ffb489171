import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concat, equalBytes, hasLoneSurrogate, lp, u16, u32, u64, utf8, uuidBytes, uuidText } from "./bytes";

const code = (of: string) => expect.objectContaining({ name: "CryptoError", code: of });

describe("numbers", () => {
  it("are big-endian", () => {
    expect(u16(0x0102).toString("hex")).toBe("0102");
    expect(u32(0x01020304).toString("hex")).toBe("01020304");
    expect(u64(0x0102030405060708n).toString("hex")).toBe("0102030405060708");
    expect(u32(0xffffffff).toString("hex")).toBe("ffffffff");
  });

  it.each([-1, 1.5, Number.NaN, 2 ** 32])("refuse %s as a u32", (value) => {
    expect(() => u32(value)).toThrow(code("InvalidLayout"));
  });

  it("refuse what is out of range in u16 and u64", () => {
    expect(() => u16(65_536)).toThrow(code("InvalidLayout"));
    expect(() => u64(-1n)).toThrow(code("InvalidLayout"));
    expect(() => u64(2n ** 64n)).toThrow(code("InvalidLayout"));
  });
});

describe("texts and fields", () => {
  it("puts the length in bytes, not in characters, before a field", () => {
    expect(lp("é").toString("hex")).toBe("00000002c3a9");
    expect(lp(Buffer.alloc(0)).toString("hex")).toBe("00000000");
  });

  it("never encodes two lists of fields alike", () => {
    const fields = fc.array(fc.string({ maxLength: 4 }), { maxLength: 4 });
    fc.assert(
      fc.property(fields, fields, (left, right) => {
        const same = JSON.stringify(left) === JSON.stringify(right);
        const encode = (list: string[]) => concat(...list.map((text) => lp(text)));
        expect(encode(left).equals(encode(right))).toBe(same);
      }),
      { seed: 1, numRuns: 2000 },
    );
  });

  it("refuses half a surrogate pair, and takes a whole one", () => {
    expect(() => utf8("a\ud83d")).toThrow(code("InvalidLayout"));
    expect(() => utf8("\udd11\ud83d")).toThrow(code("InvalidLayout"));
    expect(utf8("🔑").length).toBe(4);
    expect(hasLoneSurrogate("🔑".repeat(3))).toBe(false);
  });
});

describe("equalBytes", () => {
  it("compares content and length", () => {
    expect(equalBytes(Buffer.from("ab"), Buffer.from("ab"))).toBe(true);
    expect(equalBytes(Buffer.from("ab"), Buffer.from("ac"))).toBe(false);
    expect(equalBytes(Buffer.from("ab"), Buffer.from("abc"))).toBe(false);
  });
});

describe("UUIDs", () => {
  it("turn into 16 bytes and back", () => {
    const text = "0198c0de-0000-7000-8000-00000000abcd";
    expect(uuidText(uuidBytes(text))).toBe(text);
  });

  it.each(["0198C0DE-0000-7000-8000-00000000ABCD", "0198c0de00007000800000000000abcd", "", "g".repeat(36)])(
    "refuse the text %j",
    (text) => expect(() => uuidBytes(text)).toThrow(code("InvalidLayout")),
  );

  it("refuse a wrong number of bytes", () => {
    expect(() => uuidText(Buffer.alloc(15))).toThrow(code("InvalidLayout"));
  });
});
