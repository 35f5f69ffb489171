/**
 * The layouts of decisions, section 5, written a second time from that page alone: bare `node:crypto`, nothing imported
 * from the room, salts given. The golden files are its output; the tests compare both with what the room writes and
 * reads. It changes only together with a new format byte, never to make a test pass.
 */
import { createCipheriv, createHmac } from "node:crypto";

const field = (value: string | Buffer): Buffer => {
  const bytes = typeof value === "string" ? Buffer.from(value, "utf8") : value;
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
};

const number = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};

const uuid = (text: string): Buffer => Buffer.from(text.split("-").join(""), "hex");

function gcm(key: Buffer, nonce: Buffer, aad: Buffer, plaintext: Buffer): Buffer {
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  cipher.setAAD(aad);
  return Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

/** 5.1: the 64 bytes K ‖ C. */
export function writeDerived(key: Buffer, label: string, id: Buffer, salt: Buffer): Buffer {
  const message = Buffer.concat([Buffer.from(label), Buffer.from([0]), id, salt, Buffer.from([1])]);
  return createHmac("sha512", key).update(message).digest();
}

/** 5.2, the context: names must come sorted by their UTF-8 bytes. */
export function writeContext(sortedPairs: readonly (readonly [string, string])[]): Buffer {
  return Buffer.concat([
    number(sortedPairs.length),
    ...sortedPairs.flatMap(([name, value]) => [field(name), field(value)]),
  ]);
}

/** 5.2 */
export function writeBlob(key: Buffer, versionId: string, salt: Buffer, context: Buffer, plaintext: Buffer): Buffer {
  const id = Buffer.from(versionId, "ascii");
  const derived = writeDerived(key, "kms-console/1/message", id, salt);
  const header = Buffer.concat([id, Buffer.from([1]), salt, derived.subarray(32)]);
  const sealed = gcm(derived.subarray(0, 32), Buffer.alloc(12), Buffer.concat([header, context]), plaintext);
  return Buffer.concat([header, sealed]);
}

/** 5.3 */
export function writeBox(
  key: { id: string; generation: number; bytes: Buffer },
  purpose: string,
  fields: readonly string[],
  salt: Buffer,
  plaintext: Buffer,
): Buffer {
  const derived = writeDerived(key.bytes, "kms-console/1/sealed", uuid(key.id), salt);
  const header = Buffer.concat([Buffer.from([1]), uuid(key.id), number(key.generation), salt, derived.subarray(32)]);
  const aad = Buffer.concat([header, field(purpose), ...fields.map(field)]);
  return Buffer.concat([header, gcm(derived.subarray(0, 32), Buffer.alloc(12), aad, plaintext)]);
}

/** Section 4: the value of a secret, by 5.1. */
export function writeSecretValue(
  key: Buffer,
  identity: { account: string; name: string; versionId: string },
  salt: Buffer,
  plaintext: Buffer,
): Buffer {
  const bound = Buffer.concat([field(identity.account), field(identity.name), field(identity.versionId)]);
  const derived = writeDerived(key, "kms-console/1/secret-value", bound, salt);
  const header = Buffer.concat([Buffer.from([1]), salt, derived.subarray(32)]);
  const sealed = gcm(derived.subarray(0, 32), Buffer.alloc(12), Buffer.concat([header, bound]), plaintext);
  return Buffer.concat([header, sealed]);
}

/** 5.7: a header, whose blob comes ready. */
export function writeDeliveredHeader(fileId: Buffer, keyArn: string, blob: Buffer): Buffer {
  return Buffer.concat([Buffer.from([1]), fileId, field(keyArn), blob]);
}

/** 5.7: a part. */
export function writeDeliveredPart(
  dataKey: Buffer,
  fileId: Buffer,
  header: Buffer,
  salt: Buffer,
  plaintext: Buffer,
): Buffer {
  const derived = writeDerived(dataKey, "kms-console/1/delivered-file", fileId, salt);
  const head = Buffer.concat([Buffer.from([2]), fileId, salt, derived.subarray(32)]);
  return Buffer.concat([
    head,
    gcm(derived.subarray(0, 32), Buffer.alloc(12), Buffer.concat([head, header]), plaintext),
  ]);
}

/** 5.5: the first 32 bytes of a pack. */
export function writePackPlace(bindingId: string, run: number, packNumber: number): Buffer {
  return Buffer.concat([Buffer.from("KMSPACK1"), uuid(bindingId), number(run), number(packNumber)]);
}

/** 5.5: one record, its length first. */
export function writePackRecord(
  packKey: Buffer,
  place: Buffer,
  ordinal: number,
  identity: readonly string[],
  plaintext: Buffer,
): Buffer {
  const aad = Buffer.concat([place, number(ordinal), ...identity.map(field)]);
  return field(gcm(packKey, Buffer.concat([Buffer.alloc(8), number(ordinal)]), aad, plaintext));
}

/** 5.5: a whole pack. */
export function writePack(place: Buffer, packKeyBox: Buffer, records: readonly Buffer[]): Buffer {
  return Buffer.concat([place, field(packKeyBox), ...records]);
}

/** 5.6: everything before the first record. */
export function writeExportStart(fileId: string, items: number, account: string, keyBox: Buffer): Buffer {
  return Buffer.concat([Buffer.from("KMSEXPORT1"), uuid(fileId), number(items), field(account), field(keyBox)]);
}

/** 5.6: one record, its length first. */
export function writeExportRecord(
  key: Buffer,
  fileId: string,
  start: Buffer,
  ordinal: number,
  salt: Buffer,
  plaintext: Buffer,
): Buffer {
  const derived = writeDerived(key, "kms-console/1/export-record", uuid(fileId), salt);
  const head = Buffer.concat([salt, derived.subarray(32)]);
  const aad = Buffer.concat([head, start, number(ordinal)]);
  return field(Buffer.concat([head, gcm(derived.subarray(0, 32), Buffer.alloc(12), aad, plaintext)]));
}
