import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { formatRootKeys, generateRootKey, parseRootKeys, rootFingerprint } from "@/lib/crypto/root-key";
import { createRootKeyFile, fingerprintsOf, rootKeyProblem, takeRootKeySource } from "./root-key.mjs";

const folder = mkdtempSync(path.join(tmpdir(), "kms-root-key-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the supervisor's view of the root key (P14)", () => {
  it("has the fingerprint that lib/crypto computes, for every generation, the current one first", () => {
    const roots = [generateRootKey(1), generateRootKey(2)];
    expect(fingerprintsOf(formatRootKeys(roots))).toEqual(roots.reverse().map(rootFingerprint));
  });

  it("writes a file that lib/crypto reads and nobody else may", () => {
    const file = path.join(folder, "root.key");
    createRootKeyFile(file);
    expect(parseRootKeys(readFileSync(file, "utf8"))).toHaveLength(1);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it("fits when any generation is the recorded one, and when nothing is sealed yet", () => {
    const [old, next] = [generateRootKey(1), generateRootKey(2)];
    const text = formatRootKeys([old, next]);
    expect(rootKeyProblem({ text, where: "f", expected: rootFingerprint(old) })).toBeUndefined();
    expect(rootKeyProblem({ text, where: "f", expected: null })).toBeUndefined();
  });

  it("names the expected fingerprint, and no key, when it is wrong, missing or damaged", () => {
    const [right, wrong] = [generateRootKey(), generateRootKey()];
    const expected = rootFingerprint(right);
    for (const text of [formatRootKeys([wrong]), undefined, "not a key", ""]) {
      const line = rootKeyProblem({ text, where: "root.key", expected }) ?? "";
      expect(line).toContain(expected);
      expect(line).not.toContain("\n");
      expect(line).not.toContain(wrong.bytes.toString("base64url"));
    }
  });

  it("takes KMS_ROOT_KEY out of the environment", () => {
    const text = formatRootKeys([generateRootKey()]);
    process.env.KMS_ROOT_KEY = text;
    expect(takeRootKeySource(folder).text()).toBe(text);
    expect(process.env.KMS_ROOT_KEY).toBeUndefined();
  });
});
