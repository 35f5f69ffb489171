/**
 * Known answers of our own formats. Each golden file is opened by the room's reader, and what the room writes today is
 * written again by the reference writer from the salt that it drew, and must be the same bytes: so neither reader nor
 * writer can drift, alone or together (decisions, section 5; S26).
 */
import { describe, expect, it } from "vitest";
import { openBlob, sealBlob } from "./blob";
import { type ContextPair, encodeContext } from "./context";
import { openFilePart, readFileHeader, sealFilePart, writeFileHeader } from "./delivered-file";
import { derive } from "./derive";
import { ExportReader, type ExportRecord, ExportWriter, readExportStart } from "./export";
import { decryptFromAge } from "./export-age";
import blobGolden from "./golden/blob.golden.json";
import contextGolden from "./golden/context.golden.json";
import deliveredGolden from "./golden/delivered-file.golden.json";
import deriveGolden from "./golden/derive.golden.json";
import exportGolden from "./golden/export.golden.json";
import packGolden from "./golden/pack.golden.json";
import {
  writeBlob,
  writeBox,
  writeContext,
  writeDeliveredHeader,
  writeDeliveredPart,
  writeDerived,
  writeExportRecord,
  writeExportStart,
  writePack,
  writePackPlace,
  writePackRecord,
  writeSecretValue,
} from "./golden/reference-writer";
import rootKeyGolden from "./golden/root-key.golden.json";
import sealedGolden from "./golden/sealed.golden.json";
import secretValueGolden from "./golden/secret-value.golden.json";
import { PackReader, type PackRecordIdentity, PackWriter, readPackHeader, splitPack } from "./pack";
import { parseRootKeys, rootFingerprint, rootUseKey, rootWrappingKeyId } from "./root-key";
import { type Fields, open, type Purpose, purposes, seal } from "./sealed";
import { openSecretValue, sealSecretValue } from "./secret-value";

const fromHex = (hex: string) => Buffer.from(hex, "hex");

it("derives what it derived (5.1)", () => {
  const { key, id, salt, encryptionKey, commitment } = deriveGolden;
  const derived = derive(fromHex(key), "kms-console/1/message", fromHex(id), fromHex(salt));
  expect(derived.encryptionKey.toString("hex")).toBe(encryptionKey);
  expect(derived.commitment.toString("hex")).toBe(commitment);
  expect(writeDerived(fromHex(key), deriveGolden.label, fromHex(id), fromHex(salt)).toString("hex")).toBe(
    encryptionKey + commitment,
  );
});

it.each(contextGolden.cases)("encodes the context as it did: $name (5.2)", ({ pairs, encoded }) => {
  const reversed = ([...pairs] as unknown as ContextPair[]).reverse();
  expect(encodeContext(reversed).toString("hex")).toBe(encoded);
});

describe.each(blobGolden.cases)("the blob of $versionId with plaintext $plaintext (5.2)", (golden) => {
  const pairs = golden.pairs as unknown as ContextPair[];
  const key = fromHex(golden.key);
  const plaintext = fromHex(golden.plaintext);

  it("opens", () => {
    expect(openBlob(key, fromHex(golden.blob), encodeContext(pairs)).equals(plaintext)).toBe(true);
  });

  it("is written the same way today", () => {
    const rewrite = (salt: Buffer) => writeBlob(key, golden.versionId, salt, writeContext(pairs), plaintext);
    expect(rewrite(fromHex(golden.salt)).toString("hex")).toBe(golden.blob);
    const today = sealBlob(key, golden.versionId, plaintext, encodeContext(pairs));
    expect(rewrite(today.subarray(37, 69)).equals(today)).toBe(true);
  });
});

describe.each(sealedGolden.cases)("the sealed box of purpose $purpose (5.3)", (golden) => {
  const purpose = golden.purpose as Purpose;
  const fields = golden.fields as unknown as Fields<Purpose>; // `open` and `seal` test the number
  const key = { id: golden.wrappingKeyId, generation: golden.generation, bytes: fromHex(golden.key) };
  const plaintext = fromHex(golden.plaintext);

  it("opens", () => {
    const resolve = (id: string, generation: number) =>
      id === key.id && generation === key.generation ? key.bytes : undefined;
    expect(open(resolve, purpose, fields, fromHex(golden.box)).equals(plaintext)).toBe(true);
  });

  it("is written the same way today", () => {
    const rewrite = (salt: Buffer) => writeBox(key, purpose, golden.fields, salt, plaintext);
    expect(rewrite(fromHex(golden.salt)).toString("hex")).toBe(golden.box);
    const today = seal(key, purpose, fields, plaintext);
    expect(rewrite(today.subarray(21, 53)).equals(today)).toBe(true);
  });
});

it("has a golden box for every purpose", () => {
  expect(sealedGolden.cases.map(({ purpose }) => purpose).sort()).toEqual(Object.keys(purposes).sort());
});

describe("the value of a secret", () => {
  const golden = secretValueGolden;
  const dataKey = fromHex(golden.dataKey);
  const plaintext = fromHex(golden.plaintext);

  it("opens", () => {
    expect(openSecretValue(dataKey, golden, fromHex(golden.sealed)).equals(plaintext)).toBe(true);
  });

  it("is written the same way today", () => {
    const rewrite = (salt: Buffer) => writeSecretValue(dataKey, golden, salt, plaintext);
    expect(rewrite(fromHex(golden.salt)).toString("hex")).toBe(golden.sealed);
    const today = sealSecretValue(dataKey, golden, plaintext);
    expect(rewrite(today.subarray(1, 33)).equals(today)).toBe(true);
  });
});

describe("the delivered file (5.7)", () => {
  const golden = deliveredGolden;
  const dataKey = fromHex(golden.dataKey);
  const plaintext = Buffer.from(golden.plaintext, "utf8");
  const [headerLine = "", partLine = ""] = golden.lines;
  const fileId = fromHex(golden.fileId);
  const blob = fromHex(golden.blob);

  it("opens, line by line", () => {
    const header = readFileHeader(Buffer.from(headerLine, "base64"));
    expect(header).toEqual({ fileId, keyArn: golden.keyArn, blob });
    const part = Buffer.from(partLine, "base64");
    expect(readFileHeader(part)).toBeNull();
    if (!header) throw new Error("no header");
    expect(openFilePart(dataKey, header, part).equals(plaintext)).toBe(true);
  });

  it("is written the same way today", () => {
    const bytes = writeDeliveredHeader(fileId, golden.keyArn, blob);
    expect(bytes.toString("base64")).toBe(headerLine);
    const header = { fileId, keyArn: golden.keyArn, blob };
    expect(writeFileHeader(header).equals(bytes)).toBe(true);
    const rewrite = (salt: Buffer) => writeDeliveredPart(dataKey, fileId, bytes, salt, plaintext);
    expect(rewrite(fromHex(golden.salt)).toString("base64")).toBe(partLine);
    const today = sealFilePart(dataKey, header, plaintext);
    expect(rewrite(today.subarray(17, 49)).equals(today)).toBe(true);
  });
});

describe("the pack (5.5)", () => {
  const golden = packGolden;
  const pack = fromHex(golden.pack);
  const backupKey = {
    id: golden.backupKeyId,
    generation: golden.backupKeyGeneration,
    bytes: fromHex(golden.backupKey),
  };
  const packPlace = { bindingId: golden.bindingId, run: golden.run, packNumber: golden.packNumber };
  const place = writePackPlace(golden.bindingId, golden.run, golden.packNumber);
  const records = golden.records as (PackRecordIdentity & { plaintext: string })[];
  const rewriteRecord = (packKey: Buffer, ordinal: number) => {
    const { kind, account, resourceId, versionId, plaintext } = records[ordinal] as (typeof records)[number];
    const identity = [kind, account, resourceId, versionId];
    return writePackRecord(packKey, place, ordinal, identity, Buffer.from(plaintext));
  };

  it("opens", () => {
    const reader = new PackReader(() => backupKey.bytes, pack);
    expect(reader.place).toEqual(packPlace);
    const split = splitPack(pack);
    expect(split).toHaveLength(records.length);
    for (const { ordinal, sealed } of split) {
      const record = records[ordinal] as (typeof records)[number];
      expect(reader.openRecord(ordinal, record, sealed).toString()).toBe(record.plaintext);
    }
  });

  it("is written the same way today", () => {
    const packKeyFields = [golden.bindingId, String(golden.run), String(golden.packNumber)] as const;
    const packKey = fromHex(golden.packKey);
    const box = writeBox(backupKey, "pack-key", packKeyFields, fromHex(golden.salt), packKey);
    const again = records.map((_, ordinal) => rewriteRecord(packKey, ordinal));
    expect(writePack(place, box, again).equals(pack)).toBe(true);

    const writer = new PackWriter(backupKey, packPlace);
    const todays = records.map((record) => writer.add(record, Buffer.from(record.plaintext)).bytes);
    const { keyBox } = readPackHeader(writer.header);
    const todaysKey = open(() => backupKey.bytes, "pack-key", packKeyFields, keyBox);
    expect(writer.header.equals(writePack(place, keyBox, []))).toBe(true);
    todays.forEach((bytes, ordinal) => {
      expect(rewriteRecord(todaysKey, ordinal).equals(bytes)).toBe(true);
    });
  });
});

describe("the downloaded file (5.6, S26)", () => {
  const golden = exportGolden;
  const { fileId, account } = golden;
  const exportKey = fromHex(golden.exportKey);
  const [root] = parseRootKeys(golden.rootKey);
  if (root === undefined) throw new Error("parseRootKeys gives at least one or throws");
  const exportRoot = { id: rootWrappingKeyId, generation: root.generation, bytes: rootUseKey(root, "export") };
  const resolve = (id: string, generation: number) =>
    id === exportRoot.id && generation === exportRoot.generation ? exportRoot.bytes : undefined;
  const plaintext = async () => {
    const file = await decryptFromAge(golden.identity, new Blob([Buffer.from(golden.file, "base64")]).stream());
    return Buffer.from(await new Response(file).arrayBuffer());
  };
  const read = (bytes: Buffer) => {
    const start = readExportStart(bytes);
    if ("format" in start) throw new Error(start.format);
    const reader = new ExportReader(resolve, start);
    const records: ExportRecord[] = [...reader.push(bytes.subarray(start.bytes.length))];
    expect(reader.ended).toBe(true);
    return { start, reader, records };
  };

  it("opens, with its age key and its root key", async () => {
    const { start, reader, records } = read(await plaintext());
    expect(start).toMatchObject({ fileId, account, items: 2 });
    expect(records.map(({ plaintext }) => plaintext.toString())).toEqual(golden.records);
    expect(records.map(({ kind }) => kind)).toEqual(["header", "item", "item", "end"]);
    const { material, ...version } = JSON.parse(golden.records[2] ?? "");
    const fields = [account, version.region, version.instanceId, version.keyId, version.versionId] as const;
    const all = [...fields, version.spec, version.origin] as const;
    const opened = open(() => reader.key.bytes, "key-material", all, Buffer.from(material, "base64"));
    expect(opened.toString("hex")).toBe(golden.material);
  });

  it("is written the same way today", async () => {
    const rewrite = (key: Buffer, box: Buffer, salts: readonly Buffer[], records: readonly string[]) => {
      const start = writeExportStart(fileId, 2, account, box);
      const one = (text: string, at: number) =>
        writeExportRecord(key, fileId, start, at, salts[at] as Buffer, Buffer.from(text));
      return Buffer.concat([start, ...records.map(one)]);
    };
    const box = writeBox(exportRoot, "export-key", [account, fileId], fromHex(golden.boxSalt), exportKey);
    expect(rewrite(exportKey, box, golden.salts.map(fromHex), golden.records).equals(await plaintext())).toBe(true);

    const writer = new ExportWriter(exportRoot, { fileId, account, items: 2 });
    const [header = "", first = "", second = ""] = golden.records;
    const written = [
      writer.start(Buffer.from(header)),
      writer.add(Buffer.from(first)),
      writer.add(Buffer.from(second)),
    ];
    const today = Buffer.concat([...written, writer.end()]);
    const { start, records } = read(today);
    const todaysKey = open(() => exportRoot.bytes, "export-key", [account, fileId], start.keyBox);
    let at = start.bytes.length;
    const salts = records.map(() => {
      const salt = today.subarray(at + 4, at + 36);
      at += 4 + today.readUInt32BE(at);
      return salt;
    });
    const texts = records.map(({ plaintext }) => plaintext.toString());
    expect(rewrite(todaysKey, start.keyBox, salts, texts).equals(today)).toBe(true);
  });
});

it("reads the root file's line and makes of it what it made (section 4)", () => {
  const [root] = parseRootKeys(rootKeyGolden.line);
  if (root === undefined) throw new Error("parseRootKeys gives at least one or throws");
  expect(rootUseKey(root, "wrap").toString("hex")).toBe(rootKeyGolden.wrap);
  expect(rootUseKey(root, "export").toString("hex")).toBe(rootKeyGolden.export);
  expect(rootFingerprint(root)).toBe(rootKeyGolden.fingerprint);
});
