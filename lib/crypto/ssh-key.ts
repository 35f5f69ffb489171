/**
 * Ed25519 keys in OpenSSH's forms (SEC-14): the public half as one line of authorized_keys, the private half as
 * `openssh-key-v1` without a passphrase. The layouts are RFC 8709 and RFC 4253, section 6.6, for the public blob, and the file
 * PROTOCOL.key of OpenSSH's sources for the private one. Every string of theirs is `u32 length ‖ bytes`, as ours are.
 * ```
 * "openssh-key-v1" 0x00 ‖ lp("none") ‖ lp("none") ‖ lp("") ‖ u32 1 ‖ lp(public blob) ‖ lp(private list)
 * public blob:   lp("ssh-ed25519") ‖ lp(32 bytes)
 * private list:  u32 check ‖ u32 check ‖ public blob ‖ lp(32 bytes of seed ‖ 32 bytes public) ‖ lp(comment) ‖ 1, 2, 3 …
 * ```
 * The list is padded to a multiple of 8 bytes; the two equal checks tell a reader that it was decrypted well.
 */
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { concat, equalBytes, lp, u32 } from "./bytes";
import { CryptoError } from "./errors";
import { randomBytes } from "./random";

const TYPE = "ssh-ed25519";
const MAGIC = Buffer.from("openssh-key-v1\0", "latin1");
const BEGIN = "-----BEGIN OPENSSH PRIVATE KEY-----";
const END = "-----END OPENSSH PRIVATE KEY-----";
/** Of the cipher "none". */
const BLOCK_BYTES = 8;
const KEY_BYTES = 32;
const LINE_CHARS = 70;
/** The PKCS#8 head of an Ed25519 seed (RFC 8410, section 7). */
const PKCS8_HEAD = Buffer.from("302e020100300506032b657004220420", "hex");

export interface SshKey {
  /** `ssh-ed25519 AAAA… comment`, without an end of line. */
  publicKey: string;
  privateKey: string;
}

/** A fresh pair. A comment is printable ASCII: it becomes part of a line that a server reads. */
export function newSshKey(comment: string): SshKey {
  if (!/^[\x20-\x7e]*$/.test(comment)) throw new CryptoError("InvalidLayout", "a comment is printable ASCII");
  const { privateKey } = generateKeyPairSync("ed25519");
  const der = privateKey.export({ type: "pkcs8", format: "der" });
  const seed = der.subarray(-KEY_BYTES);
  const point = pointOf(privateKey);
  const check = randomBytes(4);
  const secret = concat(seed, point);
  const list = concat(check, check, blobOf(point), lp(secret), lp(comment));
  const padding = Buffer.from(Array.from({ length: -list.length & (BLOCK_BYTES - 1) }, (_, i) => i + 1));
  const file = concat(MAGIC, lp("none"), lp("none"), lp(""), u32(1), lp(blobOf(point)), lp(concat(list, padding)));
  const lines = file.toString("base64").match(new RegExp(`.{1,${LINE_CHARS}}`, "g")) ?? [];
  for (const bytes of [der, secret, list, file]) bytes.fill(0);
  return { publicKey: lineOf(point, comment), privateKey: [BEGIN, ...lines, END, ""].join("\n") };
}

/**
 * The public line that belongs to a private key, computed from its seed and with its comment; `InvalidKey` for what is no
 * Ed25519 key in this form, has a passphrase, or says of itself another public half than it has.
 */
export function publicKeyOf(privateKey: string): string {
  const text = privateKey.trim();
  if (!text.startsWith(BEGIN) || !text.endsWith(END)) throw refused();
  const file = Buffer.from(text.slice(BEGIN.length, -END.length), "base64");
  if (!file.subarray(0, MAGIC.length).equals(MAGIC)) throw refused();
  const outer = new Reader(file.subarray(MAGIC.length));
  const [cipher, kdf, options] = [outer.text(), outer.text(), outer.text()];
  if (cipher !== "none" || kdf !== "none" || options !== "" || outer.number() !== 1) throw refused();
  const blob = outer.string();
  const inner = new Reader(outer.string());
  const [check, again] = [inner.number(), inner.number()];
  const [type, named, secret, comment] = [inner.text(), inner.string(), inner.string(), inner.text()];
  if (check !== again || type !== TYPE || secret.length !== 2 * KEY_BYTES) throw refused();
  const pkcs8 = concat(PKCS8_HEAD, secret.subarray(0, KEY_BYTES));
  const point = pointOf(createPrivateKey({ key: pkcs8, format: "der", type: "pkcs8" }));
  const told = [named, secret.subarray(KEY_BYTES)].every((each) => equalBytes(each, point));
  if (!told || !equalBytes(blob, blobOf(point))) throw refused();
  for (const bytes of [pkcs8, file]) bytes.fill(0);
  return lineOf(point, comment);
}

const blobOf = (point: Uint8Array) => concat(lp(TYPE), lp(point));
const lineOf = (point: Uint8Array, comment: string) => `${TYPE} ${blobOf(point).toString("base64")} ${comment}`.trim();

/** The end of its SubjectPublicKeyInfo. */
function pointOf(key: KeyObject): Buffer {
  return createPublicKey(key).export({ type: "spki", format: "der" }).subarray(-KEY_BYTES);
}

function refused(): CryptoError {
  return new CryptoError("InvalidKey", "no Ed25519 private key of OpenSSH without a passphrase");
}

class Reader {
  #at = 0;

  constructor(private readonly bytes: Buffer) {}

  number(): number {
    return this.#take(4).readUInt32BE();
  }

  string(): Buffer {
    return this.#take(this.number());
  }

  text(): string {
    return this.string().toString("latin1");
  }

  #take(length: number): Buffer {
    if (length > this.bytes.length - this.#at) throw refused();
    this.#at += length;
    return this.bytes.subarray(this.#at - length, this.#at);
  }
}
