import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { sealBlob } from "./blob";
import { encodeContext } from "./context";
import {
  checkAsymmetricProbe,
  checkMacProbe,
  checkSymmetricProbe,
  makeAsymmetricProbe,
  makeMacProbe,
  makeSymmetricProbe,
} from "./probe";
import { randomBytes, randomUuid } from "./random";

describe("a known answer (5.4)", () => {
  const versionId = randomUuid();
  const material = randomBytes(32);

  it("of a symmetric version holds for its own material and version only (S24)", () => {
    const probe = makeSymmetricProbe(material, versionId);
    expect(checkSymmetricProbe(material, versionId, probe)).toBe(true);
    expect(checkSymmetricProbe(randomBytes(32), versionId, probe)).toBe(false);
    expect(checkSymmetricProbe(material, randomUuid(), probe)).toBe(false);
    expect(
      checkSymmetricProbe(material, versionId, Buffer.from(probe.map((byte, at) => (at === 100 ? byte ^ 1 : byte)))),
    ).toBe(false);
    expect(checkSymmetricProbe(material, versionId, Buffer.alloc(0))).toBe(false);
  });

  it("of a symmetric version is no other message under the same material", () => {
    const message = sealBlob(material, versionId, Buffer.alloc(32), encodeContext());
    expect(checkSymmetricProbe(material, versionId, message)).toBe(false);
  });

  it("of a MAC version holds for its own material and hash only", () => {
    const probe = makeMacProbe("sha256", material);
    expect(checkMacProbe("sha256", material, probe)).toBe(true);
    expect(checkMacProbe("sha256", randomBytes(32), probe)).toBe(false);
    expect(checkMacProbe("sha512", material, probe)).toBe(false);
  });

  it("of an asymmetric version holds for its own private key only", () => {
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const probe = makeAsymmetricProbe(publicKey);
    expect(probe).toHaveLength(32);
    expect(checkAsymmetricProbe(createPublicKey(privateKey), probe)).toBe(true);
    const other = generateKeyPairSync("ec", { namedCurve: "P-256" });
    expect(checkAsymmetricProbe(other.publicKey, probe)).toBe(false);
    expect(() => makeAsymmetricProbe(privateKey)).toThrow(expect.objectContaining({ code: "InvalidKey" }));
  });
});
