import { describe, expect, it } from "vitest";
import { CryptoError } from "./errors";
import {
  formatRootKeys,
  generateRootKey,
  parseRootKeys,
  rootFingerprint,
  rootUseKey,
  rootWrappingKeyId,
  wrappingKeyOf,
} from "./root-key";

const line = (generation: number | string, fill: number) =>
  `kms-root-key v1 ${generation} ${Buffer.alloc(32, fill).toString("base64url")}`;

function refusalOf(text: string): string {
  try {
    parseRootKeys(text);
  } catch (error) {
    if (error instanceof CryptoError && error.code === "RootKeyInvalid") return error.message;
    throw error;
  }
  throw new Error("was accepted");
}

describe("the root file", () => {
  it("comes back as it was written, highest generation first", () => {
    const roots = [generateRootKey(), generateRootKey(2), generateRootKey(10)];
    const parsed = parseRootKeys(formatRootKeys(roots));
    expect(parsed).toEqual([...roots].reverse());
  });

  it("may hold its lines in any order, with blank ones and other line ends between", () => {
    const text = `\r\n${line(2, 2)}\r\n\n  ${line(3, 3)}\t\n${line(1, 1)}`;
    expect(parseRootKeys(text).map(({ generation }) => generation)).toEqual([3, 2, 1]);
  });

  it.each([
    ["", /no line/],
    ["\n \n", /no line/],
    ["root-key v1 1 abc", /line 1: does not begin with "kms-root-key"/],
    [Buffer.alloc(32, 1).toString("base64url"), /line 1: does not begin/],
    [line(1, 1).replace("v1", "v2"), /line 1: is of a version .* reads v1/],
    [`${line(1, 1)}\n${line(0, 2)}`, /line 2: the generation is not a whole number/],
    [line("01", 1), /line 1: the generation/],
    [line("-1", 1), /line 1: the generation/],
    [line("4294967296", 1), /line 1: the generation/],
    ["kms-root-key v1 1", /line 1: the key is not 32 bytes/],
    [line(1, 1).slice(0, -1), /line 1: the key is not 32 bytes/],
    [`${line(1, 1)}A`, /line 1: the key is not 32 bytes/],
    [`${line(1, 1)}=`, /line 1: the key is not 32 bytes/],
    [`${line(1, 0).slice(0, -1)}B`, /line 1: the key is not 32 bytes/], // spare bits set: a second spelling
    [line(1, 255).replaceAll("_", "/"), /line 1: the key is not 32 bytes/],
    [`${line(1, 1)} # mine`, /line 1: has something after the key/],
    [`${line(1, 1)}\n\n${line(1, 2)}`, /line 3: repeats a generation/],
    [`${line(1, 1)}\n${line(2, 1)}`, /line 2: repeats the key of another generation/],
  ])("%# is refused with the line and what is wrong with it, never with the key", (text, message) => {
    const refusal = refusalOf(text);
    expect(refusal).toMatch(message);
    for (const word of text.split(/\s+/)) if (word.length > 20) expect(refusal).not.toContain(word);
  });
});

describe("what is made of a root key", () => {
  const root = { generation: 4, bytes: Buffer.alloc(32, 9) };

  it("differs by use, and is never the root key itself", () => {
    const uses = [rootUseKey(root, "wrap"), rootUseKey(root, "export"), rootUseKey(root, "fingerprint"), root.bytes];
    expect(new Set(uses.map((bytes) => bytes.toString("hex"))).size).toBe(4);
    for (const bytes of uses) expect(bytes).toHaveLength(32);
  });

  it("has a fingerprint of 8 bytes in hex that does not depend on the generation (P14)", () => {
    expect(rootFingerprint(root)).toMatch(/^[0-9a-f]{16}$/);
    expect(rootFingerprint({ ...root, generation: 5 })).toBe(rootFingerprint(root));
    expect(rootFingerprint(generateRootKey())).not.toBe(rootFingerprint(root));
  });

  it("is a wrapping key of the zero id and the root's generation", () => {
    expect(wrappingKeyOf(root)).toEqual({ id: rootWrappingKeyId, generation: 4, bytes: rootUseKey(root, "wrap") });
  });

  it("is refused for a root key of another length", () => {
    expect(() => rootUseKey({ generation: 1, bytes: Buffer.alloc(16) }, "wrap")).toThrow(
      expect.objectContaining({ code: "InvalidKey" }),
    );
  });
});
