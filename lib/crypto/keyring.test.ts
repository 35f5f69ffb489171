import { describe, expect, it } from "vitest";
import { Keyring, wipeRootKeys } from "./keyring";
import { copyOfBytes } from "./material";
import { randomUuid } from "./random";
import { theOneRefusal } from "./refusal.test-support";
import { generateRootKey, rootFingerprint } from "./root-key";
import { open, readHeader, seal } from "./sealed";

const identity = { id: randomUuid(), kind: "instance", ownerPk: randomUuid(), generation: 1 };
const closed = expect.objectContaining({ code: "KeyringClosed" });

describe("a keyring", () => {
  it("creates a wrapping key and opens its row again, in another process too", () => {
    const root = generateRootKey();
    const created = new Keyring([root]).create(identity);
    expect(created.rootGeneration).toBe(1);
    const unwrapped = new Keyring([root]).unwrap({ ...identity, sealed: created.sealed });
    expect(unwrapped).toMatchObject({ id: identity.id, generation: 1 });
    expect(copyOfBytes(unwrapped.bytes).equals(copyOfBytes(created.key.bytes))).toBe(true);
  });

  it.each([
    { ...identity, id: randomUuid() },
    { ...identity, kind: "account" },
    { ...identity, ownerPk: randomUuid() },
    { ...identity, generation: 2 },
  ])("does not open a row that was moved (S4)", (elsewhere) => {
    const keyring = new Keyring([generateRootKey()]);
    const { sealed } = keyring.create(identity);
    expect(() => keyring.unwrap({ ...elsewhere, sealed })).toThrow(theOneRefusal);
  });

  it("reseals under the current root without changing the key, after which the old line may go", () => {
    const [first, second] = [generateRootKey(1), generateRootKey(2)];
    const created = new Keyring([first]).create(identity);
    const both = new Keyring([first, second]);
    expect(both.rootGenerations).toEqual([1, 2]);
    const resealed = both.reseal({ ...identity, sealed: created.sealed });
    expect(resealed.rootGeneration).toBe(2);
    expect(readHeader(resealed.sealed).generation).toBe(2);
    const onlySecond = new Keyring([second]);
    const unwrapped = onlySecond.unwrap({ ...identity, sealed: resealed.sealed });
    expect(copyOfBytes(unwrapped.bytes).equals(copyOfBytes(created.key.bytes))).toBe(true);
    expect(() => onlySecond.unwrap({ ...identity, sealed: created.sealed })).toThrow(theOneRefusal);
    expect(onlySecond.lacksRootOf({ ...identity, sealed: created.sealed })).toBe(true);
    expect(onlySecond.lacksRootOf({ ...identity, sealed: resealed.sealed })).toBe(false);
  });

  it("has the fingerprint of the current root, whatever the order of the lines (P14)", () => {
    const [first, second] = [generateRootKey(1), generateRootKey(2)];
    expect(new Keyring([first, second]).fingerprint).toBe(rootFingerprint(second));
    expect(new Keyring([second, first]).currentGeneration).toBe(2);
  });

  it("does not open a row under another root key of the same generation", () => {
    const { sealed } = new Keyring([generateRootKey()]).create(identity);
    expect(() => new Keyring([generateRootKey()]).unwrap({ ...identity, sealed })).toThrow(theOneRefusal);
  });

  it("seals what lies under root outside the table, and resolves root alone", () => {
    const keyring = new Keyring([generateRootKey()]);
    const fields = ["1234567890123456", "bkp-a", randomUuid()] as const;
    const box = seal(keyring.root, "backup-key", fields, Buffer.alloc(32, 1));
    expect(open(keyring.resolveRoot, "backup-key", fields, box).equals(Buffer.alloc(32, 1))).toBe(true);
    expect(keyring.resolveRoot(randomUuid(), 1)).toBeUndefined();
    expect(keyring.exportKey(1)).toHaveLength(32);
    expect(keyring.exportKey(2)).toBeUndefined();
  });

  it("keeps working when the root keys it was made from are wiped", () => {
    const roots = [generateRootKey()];
    const keyring = new Keyring(roots);
    const { sealed } = keyring.create(identity);
    wipeRootKeys(roots);
    expect(roots[0]?.bytes.equals(Buffer.alloc(32))).toBe(true);
    expect(keyring.unwrap({ ...identity, sealed }).id).toBe(identity.id);
  });

  it("wipes its keys when closed, and refuses all use from then on (S8)", () => {
    const keyring = new Keyring([generateRootKey(1), generateRootKey(2)]);
    const { sealed } = keyring.create(identity);
    const held = [keyring.root.bytes, keyring.exportKey(1), keyring.exportKey(2)] as Buffer[];
    keyring.close();
    keyring.close();
    for (const bytes of held) expect(bytes.equals(Buffer.alloc(32))).toBe(true);
    expect(() => keyring.root).toThrow(closed);
    expect(() => keyring.create(identity)).toThrow(closed);
    expect(() => keyring.unwrap({ ...identity, sealed })).toThrow(closed);
    expect(() => keyring.exportKey(2)).toThrow(closed);
    expect(() => keyring.lacksRootOf({ ...identity, sealed })).toThrow(closed);
  });

  it("needs a root key", () => {
    expect(() => new Keyring([])).toThrow(expect.objectContaining({ code: "RootKeyInvalid" }));
  });
});
