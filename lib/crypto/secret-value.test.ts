import { describe, expect, it } from "vitest";
import { openBlob, sealBlob } from "./blob";
import { encodeContext } from "./context";
import { randomBytes } from "./random";
import { theOneRefusal } from "./refusal.test-support";
import { newSecretDataKey, openSecretValue, sealSecretValue, secretDataKeyContext } from "./secret-value";

const identity = { account: "1234567890123456", name: "db/password", versionId: "v1" };
const dataKey = newSecretDataKey();
const value = Buffer.from("correct horse battery staple");

describe("the value of a secret", () => {
  it("opens with its data key, account, name and version", () => {
    const sealed = sealSecretValue(dataKey, identity, value);
    expect(sealed).toHaveLength(value.length + 81);
    expect(openSecretValue(dataKey, identity, sealed).equals(value)).toBe(true);
  });

  it.each([
    { ...identity, account: "1234567890123457" },
    { ...identity, name: "db/passwor" },
    { ...identity, versionId: "v2" },
    { ...identity, name: "db/passwordv", versionId: "1" },
    { ...identity, name: identity.versionId, versionId: identity.name },
  ])("does not open as $account $name $versionId (S4)", (elsewhere) => {
    const sealed = sealSecretValue(dataKey, identity, value);
    expect(() => openSecretValue(dataKey, elsewhere, sealed)).toThrow(theOneRefusal);
  });

  it("does not open with another secret's data key, nor when any bit is flipped or the end is cut (S11)", () => {
    const sealed = sealSecretValue(dataKey, identity, value);
    expect(() => openSecretValue(newSecretDataKey(), identity, sealed)).toThrow(theOneRefusal);
    for (let bit = 0; bit < sealed.length * 8; bit += 1) {
      const damaged = Buffer.from(sealed);
      damaged.writeUInt8(damaged.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(() => openSecretValue(dataKey, identity, damaged)).toThrow(theOneRefusal);
    }
    for (let length = 0; length < sealed.length; length += 1) {
      expect(() => openSecretValue(dataKey, identity, sealed.subarray(0, length))).toThrow(theOneRefusal);
    }
  });
});

describe("the data key of a secret", () => {
  it("is a blob that opens for its own secret only, and not as a caller's message without a context", () => {
    const material = randomBytes(32);
    const versionId = "key-hzz62f1cb66fa42qoabcd-20v29bwxyz";
    const blob = sealBlob(material, versionId, dataKey, encodeContext(secretDataKeyContext(identity)));
    expect(openBlob(material, blob, encodeContext(secretDataKeyContext(identity))).equals(dataKey)).toBe(true);
    const otherSecret = encodeContext(secretDataKeyContext({ ...identity, name: "other" }));
    const otherAccount = encodeContext(secretDataKeyContext({ ...identity, account: "2234567890123456" }));
    for (const wrong of [otherSecret, otherAccount, encodeContext()]) {
      expect(() => openBlob(material, blob, wrong)).toThrow(theOneRefusal);
    }
  });
});
