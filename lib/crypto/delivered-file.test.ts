import { expect, it } from "vitest";
import {
  type FileHeader,
  newFileDataKey,
  newFileId,
  openFilePart,
  readFileHeader,
  sealFilePart,
  writeFileHeader,
} from "./delivered-file";

const keyArn = "acs:kms:cn-hangzhou:1234567890123456:key/key-1";
const aHeader = (): FileHeader => ({ fileId: newFileId(), keyArn, blob: Buffer.alloc(149, 7) });
const refused = (work: () => unknown) => expect(work).toThrow(expect.objectContaining({ code: "DoesNotOpen" }));

it("a part opens under its file's key and header, and nowhere else (S2, S4)", () => {
  const [header, dataKey] = [aHeader(), newFileDataKey()];
  const part = sealFilePart(dataKey, header, Buffer.from("line\n"));
  expect(openFilePart(dataKey, header, part).toString()).toBe("line\n");
  refused(() => openFilePart(newFileDataKey(), header, part));
  refused(() => openFilePart(dataKey, aHeader(), part));
  refused(() => openFilePart(dataKey, { ...header, keyArn: `${keyArn}2` }, part));
  refused(() => openFilePart(dataKey, { ...header, blob: Buffer.alloc(149, 8) }, part));
});

it("no altered or shortened part opens (S11)", () => {
  const [header, dataKey] = [aHeader(), newFileDataKey()];
  const part = sealFilePart(dataKey, header, Buffer.from("line\n"));
  for (let at = 0; at < part.length; at++) {
    const altered = Buffer.from(part);
    altered.writeUInt8(altered.readUInt8(at) ^ 1, at);
    refused(() => openFilePart(dataKey, header, altered));
    refused(() => openFilePart(dataKey, header, part.subarray(0, at)));
  }
});

it("a header is read as it was written, and nothing else is one", () => {
  const header = aHeader();
  const bytes = writeFileHeader(header);
  expect(readFileHeader(bytes)).toEqual(header);
  expect(readFileHeader(sealFilePart(newFileDataKey(), header, Buffer.alloc(0)))).toBeNull();
  for (const wrong of [
    Buffer.alloc(0),
    Buffer.from([3]),
    bytes.subarray(0, 20),
    bytes.subarray(0, 21 + keyArn.length),
  ]) {
    refused(() => readFileHeader(wrong));
  }
  const endless = Buffer.from(bytes);
  endless.writeUInt32BE(0xffff_ffff, 17);
  refused(() => readFileHeader(endless));
});
