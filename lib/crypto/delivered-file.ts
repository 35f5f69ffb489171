/**
 * Encrypted files that are appended to (decisions, section 5.7). A text file; each line is the Base64 of a header or of a
 * part. A header brings the file's data key, wrapped under a key of the KMS; each part is one piece of the file, sealed
 * with that data key by 5.1:
 *
 *     header    0   1  0x01
 *               1  16  file id, random
 *              17   .  lp(ARN of the key)
 *               .   .  blob (5.2) of the 32-byte data key, in the context of `fileKeyContext`
 *
 *     part      0   1  0x02
 *               1  16  file id
 *              17  32  salt
 *              49  32  commitment
 *              81   n  ciphertext, then 16 bytes of tag             (plaintext + 97)
 *
 * label `kms-console/1/delivered-file`, id = file id, AAD = bytes 0..80 ‖ the whole header. A file may hold several headers
 * (two writers at once): a part belongs to the one that has its file id. That nothing is missing between the parts, their
 * contents say: events carry the numbers and links of the audit chain.
 */
import { openCommitting, type Sealing, sealCommitting } from "./aead";
import { concat, lp } from "./bytes";
import { doesNotOpen } from "./errors";
import { keyLengthBytes, type Material } from "./material";
import { randomBytes } from "./random";

const headerFormat = 0x01;
const partFormat = 0x02;
const idEnd = 17;

export interface FileHeader {
  /** 16 bytes */
  fileId: Buffer;
  keyArn: string;
  blob: Buffer;
}

export const newFileId = (): Buffer => randomBytes(idEnd - 1);
/** A fresh data key for one file. Wrap it at once and wipe it. */
export const newFileDataKey = (): Buffer => randomBytes(keyLengthBytes);

/** The encryption context under which a file's data key is a blob: no other blob can take its place. */
export function fileKeyContext(account: string, fileId: Uint8Array): Readonly<Record<string, string>> {
  return { "kms-console:use": "delivered-file", account, file: Buffer.from(fileId).toString("hex") };
}

export function writeFileHeader({ fileId, keyArn, blob }: FileHeader): Buffer {
  return concat(Uint8Array.of(headerFormat), fileId, lp(keyArn), blob);
}

/** The header that a line holds; null where it holds a part. @throws CryptoError DoesNotOpen for what is neither */
export function readFileHeader(line: Uint8Array): FileHeader | null {
  const bytes = Buffer.from(line);
  if (bytes[0] === partFormat) return null;
  if (bytes[0] !== headerFormat || bytes.length < idEnd + 4) throw doesNotOpen();
  const arnEnd = idEnd + 4 + bytes.readUInt32BE(idEnd);
  if (bytes.length <= arnEnd) throw doesNotOpen();
  const keyArn = bytes.subarray(idEnd + 4, arnEnd).toString("utf8");
  return { fileId: bytes.subarray(1, idEnd), keyArn, blob: bytes.subarray(arnEnd) };
}

/** The file id that a part names, not yet proven by anything. */
export function fileIdOfPart(line: Uint8Array): Buffer {
  if (line[0] !== partFormat || line.length < idEnd) throw doesNotOpen();
  return Buffer.from(line.subarray(1, idEnd));
}

/** One part of the file that `header` begins. */
export function sealFilePart(dataKey: Material, header: FileHeader, plaintext: Uint8Array): Buffer {
  return sealCommitting(sealingFor(dataKey, header), concat(Uint8Array.of(partFormat), header.fileId), plaintext);
}

/** The plaintext, or `DoesNotOpen` for every reason alike (S11). */
export function openFilePart(dataKey: Material, header: FileHeader, part: Uint8Array): Buffer {
  if (!fileIdOfPart(part).equals(header.fileId)) throw doesNotOpen();
  return openCommitting(sealingFor(dataKey, header), idEnd, part);
}

function sealingFor(key: Material, header: FileHeader): Sealing {
  return { key, label: "kms-console/1/delivered-file", id: header.fileId, binding: writeFileHeader(header) };
}
