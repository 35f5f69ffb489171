import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { randomBytes, randomUuid } from "./random";
import { theOneRefusal } from "./refusal.test-support";
import { type Fields, open, type Purpose, purposes, readHeader, seal, sealedOverheadBytes } from "./sealed";

const key = { id: randomUuid(), generation: 3, bytes: randomBytes(32) };
const resolve = (id: string, generation: number) =>
  id === key.id && generation === key.generation ? key.bytes : undefined;

/** Few different texts, so that two rows drawn often differ in one field only, or only in where a field ends. */
const fieldText = fc.constantFrom("", "1", "11", "cn-hangzhou", "ap-northeast-1", "key-a", "key-b");
const row = fc
  .constantFrom(...(Object.keys(purposes) as Purpose[]))
  .chain((purpose) =>
    fc.record({
      purpose: fc.constant(purpose),
      fields: fc.array(fieldText, { minLength: purposes[purpose].length, maxLength: purposes[purpose].length }),
    }),
  )
  // The lengths are those of the purpose, which is what Fields says.
  .map((drawn) => drawn as unknown as { purpose: Purpose; fields: Fields<Purpose> });

describe("seal and open", () => {
  it("give back the plaintext for every purpose, 101 bytes longer (5.3)", () => {
    fc.assert(
      fc.property(row, fc.uint8Array({ maxLength: 200 }), ({ purpose, fields }, plaintext) => {
        const box = seal(key, purpose, fields, plaintext);
        expect(box).toHaveLength(plaintext.length + sealedOverheadBytes);
        expect(readHeader(box)).toEqual({ id: key.id, generation: key.generation });
        expect(open(resolve, purpose, fields, box).equals(plaintext)).toBe(true);
      }),
      { seed: 7, numRuns: 500 },
    );
  });

  it("open nothing that was moved to another row: 0 of 5,000 (S4)", { timeout: 30_000 }, () => {
    let moved = 0;
    fc.assert(
      fc.property(row, row, (from, to) => {
        fc.pre(JSON.stringify(from) !== JSON.stringify(to));
        const box = seal(key, from.purpose, from.fields, Buffer.from("material"));
        expect(() => open(resolve, to.purpose, to.fields, box)).toThrow(theOneRefusal);
        moved += 1;
      }),
      { seed: 20261122, numRuns: 5000 },
    );
    expect(moved).toBe(5000);
  });

  it("notice each single field of key material that differs (S4)", () => {
    const fields = [
      "1234567890123456",
      "cn-hangzhou",
      "kst-a",
      "key-a",
      "key-a-1",
      "Aliyun_AES_256",
      "Aliyun_KMS",
    ] as const;
    const box = seal(key, "key-material", fields, Buffer.from("material"));
    fields.forEach((_, changed) => {
      const elsewhere = fields.map((field, index) => (index === changed ? `${field}x` : field));
      expect(() => open(resolve, "key-material", elsewhere as unknown as typeof fields, box)).toThrow(theOneRefusal);
    });
    expect(open(resolve, "key-material", fields, box).toString()).toBe("material");
  });

  it("refuse every flipped bit and every cut alike (S11)", () => {
    const fields = ["1234567890123456", "LTAIabc"] as const;
    const box = seal(key, "access-key-secret", fields, Buffer.from("secret"));
    const anyKey = () => key.bytes; // so that a changed id or generation gets as far as the derivation
    for (let bit = 0; bit < box.length * 8; bit += 1) {
      const damaged = Buffer.from(box);
      damaged.writeUInt8(damaged.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(() => open(anyKey, "access-key-secret", fields, damaged)).toThrow(theOneRefusal);
    }
    for (let length = 0; length < box.length; length += 1) {
      expect(() => open(anyKey, "access-key-secret", fields, box.subarray(0, length))).toThrow(theOneRefusal);
    }
  });

  it("refuse a key that is gone, and another key, alike (S11)", () => {
    const box = seal(key, "totp-seed", ["1", "2"], Buffer.from("seed"));
    expect(() => open(() => undefined, "totp-seed", ["1", "2"], box)).toThrow(theOneRefusal);
    expect(() => open(() => randomBytes(32), "totp-seed", ["1", "2"], box)).toThrow(theOneRefusal);
  });

  it("let what the resolver throws pass through", () => {
    const box = seal(key, "totp-seed", ["1", "2"], Buffer.from("seed"));
    const failing = () => {
      throw new RangeError("not loaded");
    };
    expect(() => open(failing, "totp-seed", ["1", "2"], box)).toThrow(RangeError);
  });

  it("refuse a wrong number of fields, a bad id and a short key as mistakes of the caller", () => {
    const seed = Buffer.from("seed");
    const invalidLayout = expect.objectContaining({ code: "InvalidLayout" });
    expect(() => seal(key, "totp-seed", ["1"] as unknown as ["1", "2"], seed)).toThrow(invalidLayout);
    expect(() => seal({ ...key, id: "root" }, "totp-seed", ["1", "2"], seed)).toThrow(invalidLayout);
    expect(() => seal({ ...key, generation: -1 }, "totp-seed", ["1", "2"], seed)).toThrow(invalidLayout);
    expect(() => seal({ ...key, bytes: randomBytes(16) }, "totp-seed", ["1", "2"], seed)).toThrow(
      expect.objectContaining({ code: "InvalidKey" }),
    );
  });
});
