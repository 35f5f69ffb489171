/**
 * RSA signatures of a SHA-256 digest that the caller made (RFC 8017): RSASSA-PSS with MGF1-SHA-256 and a salt of 32
 * bytes (8.1), and RSASSA-PKCS1-v1_5 (8.2).
 *
 * `node:crypto` signs messages only, and hashes by itself. So the block is encoded here, as section 9 says, and OpenSSL
 * does the bare RSA operation, blinded and checked against faults as ever (`RSA_NO_PADDING`). Blocks that are verified
 * are never parsed more than the scheme asks: PKCS#1 v1.5 builds the one right block again and compares (8.2.2, note).
 */
import { constants, type KeyObject, privateEncrypt, publicDecrypt } from "node:crypto";
import { concat, equalBytes, u32 } from "./bytes";
import { sha256 } from "./digest";
import { CryptoError } from "./errors";
import { randomBytes } from "./random";

const digestLength = 32;
const saltLength = 32;
const pssTrailer = 0xbc;
/** DigestInfo of SHA-256 up to the digest itself (RFC 8017, section 9.2, note 1). */
const digestInfo = Buffer.from("3031300d060960864801650304020105000420", "hex");

export function pssSign(privateKey: KeyObject, digest: Uint8Array): Buffer {
  return rawSign(privateKey, encodePss(digest, modulusLengthBytes(privateKey)));
}

export function pssVerify(key: KeyObject, digest: Uint8Array, signature: Uint8Array): boolean {
  const block = rawVerify(key, signature);
  return block !== undefined && isPssOf(digest, block);
}

export function pkcs1Sign(privateKey: KeyObject, digest: Uint8Array): Buffer {
  return rawSign(privateKey, encodePkcs1(digest, modulusLengthBytes(privateKey)));
}

export function pkcs1Verify(key: KeyObject, digest: Uint8Array, signature: Uint8Array): boolean {
  const block = rawVerify(key, signature);
  return block !== undefined && equalBytes(block, encodePkcs1(digest, block.length));
}

/** The length of a modulus of at least 2048 bits in whole bytes; what is no such RSA key is refused (`InvalidKey`). */
export function modulusLengthBytes(key: KeyObject): number {
  const bits = key.asymmetricKeyType === "rsa" ? key.asymmetricKeyDetails?.modulusLength : undefined;
  if (bits === undefined || bits < 2048 || bits % 8 !== 0) throw new CryptoError("InvalidKey", "an RSA key is needed");
  return bits / 8;
}

/** EMSA-PKCS1-v1_5 (9.2): `00 01 FF…FF 00 DigestInfo`. */
function encodePkcs1(digest: Uint8Array, length: number): Buffer {
  const padding = Buffer.alloc(length - 3 - digestInfo.length - digest.length, 0xff);
  return concat(Uint8Array.of(0, 1), padding, Uint8Array.of(0), digestInfo, digest);
}

/** EMSA-PSS (9.1.1): `(00…00 01 salt) xor mask, H, BC`, the highest bit zero since the modulus has whole bytes. */
function encodePss(digest: Uint8Array, length: number): Buffer {
  const salt = randomBytes(saltLength);
  const hash = pssHash(digest, salt);
  const padding = Buffer.alloc(length - saltLength - digestLength - 2);
  return concat(masked(concat(padding, Uint8Array.of(1), salt), hash), hash, Uint8Array.of(pssTrailer));
}

/** EMSA-PSS verification (9.1.2), every check taken before the answer is given. */
function isPssOf(digest: Uint8Array, block: Buffer): boolean {
  const hashStart = block.length - digestLength - 1;
  const maskedDb = block.subarray(0, hashStart);
  const hash = block.subarray(hashStart, hashStart + digestLength);
  const db = masked(maskedDb, hash);
  const saltStart = db.length - saltLength;
  const padding = concat(Buffer.alloc(saltStart - 1), Uint8Array.of(1));
  const framed = (block.readUInt8(0) & 0x80) === 0 && block.readUInt8(block.length - 1) === pssTrailer;
  const padded = equalBytes(db.subarray(0, saltStart), padding);
  const hashed = equalBytes(pssHash(digest, db.subarray(saltStart)), hash);
  return framed && padded && hashed;
}

function pssHash(digest: Uint8Array, salt: Uint8Array): Buffer {
  return sha256(Buffer.alloc(8), digest, salt);
}

/** `db xor MGF1-SHA-256(seed)` (B.2.1) with the highest bit cleared; the same step masks and unmasks. */
function masked(db: Uint8Array, seed: Uint8Array): Buffer {
  const blocks: Buffer[] = [];
  for (let counter = 0; counter * digestLength < db.length; counter += 1) blocks.push(sha256(seed, u32(counter)));
  const result = Buffer.concat(blocks, db.length);
  db.forEach((byte, index) => {
    result.writeUInt8(result.readUInt8(index) ^ byte, index);
  });
  result.writeUInt8(result.readUInt8(0) & 0x7f, 0);
  return result;
}

function rawSign(privateKey: KeyObject, block: Buffer): Buffer {
  return privateEncrypt({ key: privateKey, padding: constants.RSA_NO_PADDING }, block);
}

/** The block that the signature stands for; undefined where it is not as long as the modulus, or not below it. */
function rawVerify(key: KeyObject, signature: Uint8Array): Buffer | undefined {
  if (signature.length !== modulusLengthBytes(key)) return undefined;
  try {
    return publicDecrypt({ key, padding: constants.RSA_NO_PADDING }, signature);
  } catch {
    return undefined;
  }
}
