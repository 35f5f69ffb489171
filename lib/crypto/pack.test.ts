import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maxPackBytes, PackReader, type PackRecordIdentity, PackWriter, readPackHeader, splitPack } from "./pack";
import { randomBytes, randomUuid } from "./random";
import { theOneRefusal } from "./refusal.test-support";

const backupKey = { id: randomUuid(), generation: 1, bytes: randomBytes(32) };
const resolve = (id: string) => (id === backupKey.id ? backupKey.bytes : undefined);
const place = { bindingId: randomUuid(), run: 12, packNumber: 1 };
const identities: PackRecordIdentity[] = [
  { kind: "key", account: "1234567890123456", resourceId: "key-a", versionId: "" },
  { kind: "key-version", account: "1234567890123456", resourceId: "key-a", versionId: "key-a-1" },
  { kind: "secret", account: "1234567890123456", resourceId: "key-a", versionId: "" },
  { kind: "secret-version", account: "2234567890123456", resourceId: "key-a", versionId: "key-a-1" },
];

function writePack(at = place): Buffer {
  const writer = new PackWriter(backupKey, at);
  const parts = [writer.header];
  identities.forEach((identity, index) => {
    const { ordinal, offset, bytes } = writer.add(identity, Buffer.from(`record ${index}`));
    expect(ordinal).toBe(index);
    expect(offset).toBe(Buffer.concat(parts).length);
    parts.push(bytes);
  });
  const pack = Buffer.concat(parts);
  expect(writer.lengthBytes).toBe(pack.length);
  expect(writer.recordCount).toBe(identities.length);
  writer.close();
  return pack;
}

/** Opens every record as what it was written as; throws at the first that does not open. */
function readPack(pack: Buffer): string[] {
  const reader = new PackReader(resolve, pack);
  const records = splitPack(pack);
  if (records.length !== identities.length) throw new Error("records are missing, which the manifest's hash shows");
  return records.map(({ ordinal, sealed }) =>
    reader.openRecord(ordinal, identities[ordinal] as PackRecordIdentity, sealed).toString(),
  );
}

describe("a pack (5.5)", () => {
  it("gives back its records, all at once or one alone from its header and offset", () => {
    const pack = writePack();
    expect(readPack(pack)).toEqual(["record 0", "record 1", "record 2", "record 3"]);
    const { headerLengthBytes } = readPackHeader(pack);
    const reader = new PackReader(resolve, pack.subarray(0, headerLengthBytes));
    expect(reader.place).toEqual(place);
    const third = splitPack(pack)[2];
    expect(third && reader.openRecord(2, identities[2] as PackRecordIdentity, third.sealed).toString()).toBe(
      "record 2",
    );
  });

  it("opens a record as nothing else: not at another ordinal, not as another resource (S4, S19)", () => {
    const pack = writePack();
    const reader = new PackReader(resolve, pack);
    for (const { ordinal, sealed } of splitPack(pack)) {
      for (const [index, identity] of identities.entries()) {
        for (let otherOrdinal = 0; otherOrdinal < 5; otherOrdinal += 1) {
          if (index === ordinal && otherOrdinal === ordinal) continue;
          expect(() => reader.openRecord(otherOrdinal, identity, sealed)).toThrow(theOneRefusal);
        }
      }
    }
  });

  it("opens no record of another pack, nor one whose header was moved (S4, S19)", () => {
    const pack = writePack();
    const { headerLengthBytes } = readPackHeader(pack);
    for (const other of [
      { ...place, packNumber: 2 },
      { ...place, run: 13 },
      { ...place, bindingId: randomUuid() },
      place, // a repeated run: the same place, a new key
    ]) {
      const spliced = Buffer.concat([
        writePack(other).subarray(0, headerLengthBytes),
        pack.subarray(headerLengthBytes),
      ]);
      expect(() => readPack(spliced)).toThrow(theOneRefusal);
    }
    const relabelled = Buffer.from(pack);
    relabelled.writeUInt32BE(13, 24);
    expect(() => new PackReader(resolve, relabelled)).toThrow(theOneRefusal);
  });

  it("refuses every flipped bit (S19)", { timeout: 30_000 }, () => {
    const pack = writePack();
    for (let bit = 0; bit < pack.length * 8; bit += 1) {
      const damaged = Buffer.from(pack);
      damaged.writeUInt8(damaged.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(() => readPack(damaged)).toThrow();
    }
  });

  it("refuses to be cut anywhere but between records, where the manifest's length says it (S19)", () => {
    const pack = writePack();
    const borders = new Set(splitPack(pack).map(({ offset }) => offset));
    for (let length = 0; length < pack.length; length += 1) {
      const cut = pack.subarray(0, length);
      if (borders.has(length)) expect(splitPack(cut).length).toBeLessThan(identities.length);
      else expect(() => splitPack(cut)).toThrow(theOneRefusal);
    }
  });

  it("does not open without its backup key, which a reset destroys (decisions, section 11)", () => {
    const pack = writePack();
    expect(() => new PackReader(() => undefined, pack)).toThrow(theOneRefusal);
    expect(() => new PackReader(() => randomBytes(32), pack)).toThrow(theOneRefusal);
  });

  it("never passes 16 MiB, and takes a record that fills it to the last byte", () => {
    const identity = identities[0] as PackRecordIdentity;
    const writer = new PackWriter(backupKey, place);
    const room = maxPackBytes - writer.lengthBytes - 4 - 16;
    expect(() => writer.fits(room + 1)).toThrow(expect.objectContaining({ code: "RecordTooLarge" }));
    expect(writer.fits(room)).toBe(true);
    writer.add(identity, Buffer.alloc(room));
    expect(writer.lengthBytes).toBe(maxPackBytes);
    expect(writer.fits(0)).toBe(false);
    expect(() => writer.add(identity, Buffer.alloc(0))).toThrow(expect.objectContaining({ code: "InvalidLayout" }));
  });

  it("takes nothing after it is closed", () => {
    const writer = new PackWriter(backupKey, place);
    writer.close();
    expect(() => writer.add(identities[0] as PackRecordIdentity, Buffer.alloc(1))).toThrow(
      expect.objectContaining({ code: "InvalidLayout" }),
    );
  });

  it("answers any bytes that are no pack with the one refusal", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (bytes, withMagic) => {
        const start = withMagic ? Buffer.concat([Buffer.from("KMSPACK1"), bytes]) : bytes;
        expect(() => new PackReader(resolve, start)).toThrow(theOneRefusal);
      }),
      { seed: 8, numRuns: 1000 },
    );
  });
});
