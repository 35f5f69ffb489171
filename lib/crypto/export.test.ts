import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  ExportReader,
  type ExportRecord,
  ExportWriter,
  endMarkerBytes,
  exportLengthBytes,
  readExportStart,
} from "./export";
import { chunkOffset, decryptFromAge, encryptToAge, isAgeRecipient, readAgeHead, recipientOf } from "./export-age";
import golden from "./golden/export.golden.json";
import { randomBytes, randomUuid } from "./random";
import { theOneRefusal } from "./refusal.test-support";
import { rootWrappingKeyId } from "./root-key";

const root = { id: rootWrappingKeyId, generation: 1, bytes: randomBytes(32) };
const resolve = (id: string, generation: number) =>
  id === root.id && generation === root.generation ? root.bytes : undefined;
const account = "1234567890123456";

function write(records: readonly Uint8Array[], fileId = randomUuid()): Buffer {
  const writer = new ExportWriter(root, { fileId, account, items: records.length });
  return Buffer.concat([writer.start(Buffer.from("header")), ...records.map((one) => writer.add(one)), writer.end()]);
}

function read(bytes: Buffer, pieceLength = bytes.length): ExportRecord[] {
  const start = readExportStart(bytes);
  if ("format" in start) throw new Error(start.format);
  const reader = new ExportReader(resolve, start);
  const records: ExportRecord[] = [];
  for (let at = start.bytes.length; at < bytes.length; at += pieceLength) {
    records.push(...reader.push(bytes.subarray(at, at + pieceLength)));
  }
  if (!reader.ended) throw new Error("no end");
  return records;
}

describe("KMSEXPORT1 (5.6)", () => {
  it("gives back what was written, in pieces of any length, and is as long as was said before", () => {
    const records = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 8 });
    fc.assert(
      fc.property(records, fc.integer({ min: 1, max: 500 }), (given, piece) => {
        const bytes = write(given);
        const sum = given.reduce((total, { length }) => total + length, 6 + endMarkerBytes(given.length));
        expect(bytes.length).toBe(exportLengthBytes(account, { count: given.length + 2, sum }));
        const items = read(bytes, piece).filter(({ kind }) => kind === "item");
        expect(items.map(({ plaintext }) => [...plaintext])).toEqual(given.map((one) => [...one]));
      }),
      { seed: 6, numRuns: 100 },
    );
  });

  it("opens no byte that is not as it was written, and none of a file cut short (S19)", { timeout: 60_000 }, () => {
    const bytes = write([Buffer.from("one"), Buffer.from("two")]);
    for (let bit = 0; bit < bytes.length * 8; bit += 13) {
      const damaged = Buffer.from(bytes);
      damaged.writeUInt8(damaged.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(() => read(damaged), `bit ${bit}`).toThrow();
    }
    for (let length = 0; length < bytes.length; length += 1) expect(() => read(bytes.subarray(0, length))).toThrow();
  });

  it("opens with no other root key, for no other account, and no other file's records (BKP-166)", () => {
    const bytes = write([Buffer.from("one")]);
    const start = readExportStart(bytes);
    if ("format" in start) throw new Error(start.format);
    expect(() => new ExportReader(() => randomBytes(32), start)).toThrow(theOneRefusal);
    expect(() => new ExportReader(resolve, { ...start, account: "2234567890123456" })).toThrow(theOneRefusal);
    const other = write([Buffer.from("one")]);
    const spliced = Buffer.concat([start.bytes, other.subarray(start.bytes.length)]);
    expect(() => read(spliced)).toThrow(theOneRefusal);
  });

  it("says of other bytes what they are", () => {
    expect(readExportStart(Buffer.from("a letter"))).toEqual({ format: "foreign" });
    expect(readExportStart(Buffer.from("KMSEXPORT2 and more"))).toEqual({ format: "newer", version: "2" });
    expect(readExportStart(Buffer.from("KMSEXPORT1"))).toEqual({ format: "incomplete" });
    expect(readExportStart(Buffer.alloc(0))).toEqual({ format: "incomplete" });
  });
});

describe("the age file around it", () => {
  it("says how long it is, at every border of age's chunks, and where each chunk lies", async () => {
    const { identity, recipient } = golden;
    for (const length of [0, 1, 65_535, 65_536, 65_537, 131_072, 200_000]) {
      const plaintext = randomBytes(length);
      const locked = await encryptToAge(recipient, new Blob([new Uint8Array(plaintext)]).stream(), length);
      const file = new Uint8Array(await new Response(locked).arrayBuffer());
      const head = readAgeHead(file);
      if (typeof head === "string") throw new Error(head);
      expect(head.fileBytes).toBe(file.length);
      expect(head.isFor(recipient)).toBe(true);
      expect(head.isFor(`${recipient.slice(0, -1)}x`)).toBe(false);
      expect(chunkOffset(head.headBytes, 65_536)).toBe(head.headBytes + 16 + 65_552);
      const opened = await new Response(await decryptFromAge(identity, new Blob([file]).stream())).arrayBuffer();
      expect(Buffer.from(opened).equals(plaintext)).toBe(true);
    }
  });

  it("takes X25519 alone: one kind of key is shown and asked for", async () => {
    expect(isAgeRecipient(golden.recipient)).toBe(true);
    for (const other of [
      "",
      "age1",
      `age1pq1${"q".repeat(60)}`,
      golden.recipient.toUpperCase(),
      ` ${golden.recipient}`,
    ]) {
      expect(isAgeRecipient(other)).toBe(false);
    }
    for (const other of [
      "",
      golden.identity.toLowerCase(),
      `${golden.identity} `,
      golden.identity.replace(/.$/, "!"),
    ]) {
      expect(await recipientOf(other)).toBeNull();
    }
  });

  it("answers any bytes at all, and reads no further than a head may reach", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.boolean(), (bytes, isAge) => {
        const file = isAge ? Buffer.concat([Buffer.from("age-encryption.org/v1\n"), bytes]) : bytes;
        expect(["foreign", "incomplete", "damaged", "object"]).toContain(
          ((head) => (typeof head === "string" ? head : "object"))(readAgeHead(file)),
        );
      }),
      { seed: 7, numRuns: 300 },
    );
    const endless = Buffer.alloc(300_000, "x");
    expect(readAgeHead(Buffer.concat([Buffer.from("age-encryption.org/v1\n"), endless]))).toBe("foreign");
  });
});
