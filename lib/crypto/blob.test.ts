import { createSecretKey, generateKeyPairSync } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { blobOverheadBytes, openBlob, sealBlob, versionIdOf } from "./blob";
import { type ContextPair, encodeContext } from "./context";
import { randomBytes, randomUuid } from "./random";
import { theOneRefusal } from "./refusal.test-support";

const instanceVersionId = "key-hzz62f1cb66fa42qoabcd-20v29bwxyz";
const none = encodeContext();

describe("sealBlob and openBlob", () => {
  it("give back the plaintext, from Buffers and KeyObjects, 117 bytes longer (5.2)", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 6144 }), fc.boolean(), (plaintext, asObject) => {
        const bytes = randomBytes(32);
        const blob = sealBlob(asObject ? createSecretKey(bytes) : bytes, instanceVersionId, plaintext, none);
        expect(blob).toHaveLength(plaintext.length + blobOverheadBytes);
        expect(openBlob(bytes, blob, none).equals(plaintext)).toBe(true);
        expect(openBlob(createSecretKey(bytes), blob, none).equals(plaintext)).toBe(true);
      }),
      { seed: 5, numRuns: 300 },
    );
  });

  it("names the version in its first 36 bytes, for both forms of id (CRY-02)", () => {
    for (const id of [instanceVersionId, randomUuid()]) {
      const blob = sealBlob(randomBytes(32), id, Buffer.from("x"), none);
      expect(blob.subarray(0, 36).toString("ascii")).toBe(id);
      expect(versionIdOf(blob)).toBe(id);
    }
  });

  it.each(["", "key-short", "é".repeat(36), `${"a".repeat(35)}\n`])("refuses to seal under the id %j", (id) => {
    expect(() => sealBlob(randomBytes(32), id, Buffer.alloc(1), none)).toThrow(
      expect.objectContaining({ code: "InvalidLayout" }),
    );
  });

  it("refuses material that is not 32 secret bytes", () => {
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    for (const material of [randomBytes(16), randomBytes(33), createSecretKey(randomBytes(64)), privateKey]) {
      expect(() => sealBlob(material, instanceVersionId, Buffer.alloc(1), none)).toThrow(
        expect.objectContaining({ code: "InvalidKey" }),
      );
    }
  });
});

describe("the encryption context", () => {
  const material = randomBytes(32);
  const text = fc.string({ unit: "grapheme", maxLength: 8 });
  const context = fc.dictionary(text, text, { minKeys: 1, maxKeys: 4 });

  type Pairs = readonly [ContextPair, ...ContextPair[]];
  const joinedNames = (pairs: readonly ContextPair[]) => pairs.map(([name]) => name).join("");
  const damages: Record<string, (pairs: Pairs, other: string) => ContextPair[]> = {
    dropsOne: ([, ...rest]) => rest,
    dropsAll: () => [],
    addsOne: (pairs, other) => [...pairs, [`${joinedNames(pairs)}+`, other]],
    changesValue: ([[name, value], ...rest], other) => [[name, `${value}${other}.`], ...rest],
    changesName: ([[name, value], ...rest]) => [[`${name}${joinedNames(rest)}.`, value], ...rest],
    swapsNameAndValue: ([[name, value], ...rest]) => [[`${value}${joinedNames(rest)}.`, name], ...rest],
  };

  it("opens nothing when changed, dropped or re-encoded: 0 of 10,000 (S3)", { timeout: 30_000 }, () => {
    const kindsTried = new Set<string>();
    let tried = 0;
    fc.assert(
      fc.property(context, text, fc.constantFrom(...Object.keys(damages)), (original, other, kind) => {
        const right = encodeContext(original);
        const blob = sealBlob(material, instanceVersionId, Buffer.from("plaintext"), right);
        const changed = damages[kind]?.(Object.entries(original) as unknown as Pairs, other) ?? []; // minKeys: 1
        const wrong = encodeContext(changed);
        expect(wrong.equals(right)).toBe(false);
        expect(() => openBlob(material, blob, wrong)).toThrow(theOneRefusal);
        kindsTried.add(kind);
        tried += 1;
      }),
      { seed: 20261122, numRuns: 10_000 },
    );
    expect(tried).toBe(10_000);
    expect([...kindsTried].sort()).toEqual(Object.keys(damages).sort());
  });

  it("opens with the same pairs in another order (CRY-03)", () => {
    fc.assert(
      fc.property(context, (original) => {
        const blob = sealBlob(material, instanceVersionId, Buffer.from("plaintext"), encodeContext(original));
        const turned = encodeContext(Object.entries(original).reverse());
        expect(openBlob(material, blob, turned).toString()).toBe("plaintext");
      }),
      { seed: 6, numRuns: 500 },
    );
  });
});

describe("damage", () => {
  const material = randomBytes(32);
  const right = encodeContext({ a: "b" });
  const blob = sealBlob(material, instanceVersionId, Buffer.from("some plaintext"), right);

  it("of any single bit is one and the same refusal (S11)", () => {
    for (let bit = 0; bit < blob.length * 8; bit += 1) {
      const damaged = Buffer.from(blob);
      damaged.writeUInt8(damaged.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(() => openBlob(material, damaged, right)).toThrow(theOneRefusal);
    }
  });

  it("by cutting anywhere, or by adding, is the same refusal (S11)", () => {
    for (let length = 0; length < blob.length; length += 1) {
      expect(() => openBlob(material, blob.subarray(0, length), right)).toThrow(theOneRefusal);
    }
    expect(() => openBlob(material, Buffer.concat([blob, Buffer.alloc(1)]), right)).toThrow(theOneRefusal);
  });

  it("of other kinds is the same refusal (S11)", () => {
    const other = sealBlob(material, randomUuid(), Buffer.from("some plaintext"), right);
    const spliced = Buffer.concat([blob.subarray(0, 36), other.subarray(36)]);
    const hardware = Buffer.from(blob).fill(0x10, 36, 37);
    expect(() => openBlob(material, spliced, right)).toThrow(theOneRefusal);
    expect(() => openBlob(material, hardware, right)).toThrow(theOneRefusal);
    expect(() => openBlob(randomBytes(32), blob, right)).toThrow(theOneRefusal);
    expect(() => versionIdOf(Buffer.from("short"))).toThrow(theOneRefusal);
    expect(() => versionIdOf(Buffer.alloc(117))).toThrow(theOneRefusal);
  });
});
