/**
 * The outside of a downloaded backup file: standard `age` v1 to one X25519 recipient, which the `age` program opens with
 * the shown key. Its head has a second stanza, which age passes over and its MAC covers:
 *
 *     -> kms-console-export <bytes after the head> <first 16 bytes of SHA-256 of the recipient, Base64>
 *
 * It says how long the file is and whose key opens it, so that a file cut short, an altered one and a wrong key are told
 * apart (P4), the first of them without any key.
 */
import { createHash } from "node:crypto";
import { Decrypter, Encrypter, identityToRecipient, type Recipient, Stanza } from "age-encryption";

const firstLine = "age-encryption.org/v1\n";
const stanzaName = "kms-console-export";
const stanzaForm = new RegExp(`\\n-> ${stanzaName} ([1-9][0-9]{0,15}) ([A-Za-z0-9+/]{22})\\n`);
const lastLine = /\n--- [A-Za-z0-9+/]{43}\n/;
const recipientForm = /^age1[02-9ac-hj-np-z]{58}$/;
const identityForm = /^AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}$/;
/** A head of ours has some 300 bytes; one of many recipients a few thousand. */
const maxHeadBytes = 64 * 1024;
const chunkBytes = 64 * 1024;
const tagBytes = 16;
const nonceBytes = 16;

/** How many bytes of `age` follow the head, for a plaintext of this length. */
const payloadBytes = (plaintextBytes: number) =>
  nonceBytes + plaintextBytes + tagBytes * Math.max(1, Math.ceil(plaintextBytes / chunkBytes));

/** Where in the file the chunk lies that comes after `plaintextBytes` which were read. */
export const chunkOffset = (headBytes: number, plaintextBytes: number): number =>
  headBytes + nonceBytes + Math.floor(plaintextBytes / chunkBytes) * (chunkBytes + tagBytes);

export const isAgeRecipient = (text: string): boolean => recipientForm.test(text);

const tagOf = (recipient: string) =>
  createHash("sha256").update(recipient).digest().subarray(0, 16).toString("base64").replace(/=+$/, "");

/** For the SHA-256 of a file that goes by. */
export const fileHash = () => createHash("sha256");

/** The recipient of an age identity; null for what is none. */
export async function recipientOf(identity: string): Promise<string | null> {
  if (!identityForm.test(identity)) return null;
  return identityToRecipient(identity).catch(() => null);
}

/**
 * The file, as fast as it is read. `plaintextBytes` is the exact length of `plaintext`. Rejects a recipient that is none.
 */
export async function encryptToAge(
  recipient: string,
  plaintext: ReadableStream<Uint8Array>,
  plaintextBytes: number,
): Promise<ReadableStream<Uint8Array>> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  const note: Recipient = {
    wrapFileKey: () => [
      new Stanza([stanzaName, String(payloadBytes(plaintextBytes)), tagOf(recipient)], new Uint8Array()),
    ],
  };
  encrypter.addRecipient(note);
  return encrypter.encrypt(plaintext);
}

export interface AgeHead {
  headBytes: number;
  /** Length of the whole file; null where its head does not say. */
  fileBytes: number | null;
  /** Whether the file is for this recipient; null where its head does not say. */
  isFor(recipient: string): boolean | null;
}

/** What the first bytes of a file say. "incomplete": they are the beginning of a head, and no more. */
export function readAgeHead(bytes: Uint8Array): AgeHead | "foreign" | "incomplete" | "damaged" {
  const text = Buffer.from(bytes.subarray(0, maxHeadBytes)).toString("latin1");
  const marked = text.includes(stanzaName);
  if (!text.startsWith(firstLine)) {
    if (firstLine.startsWith(text)) return "incomplete";
    return marked ? "damaged" : "foreign";
  }
  const end = lastLine.exec(text);
  const note = stanzaForm.exec(end ? text.slice(0, end.index + 1) : text);
  if (!end) return note && bytes.length > Number(note[1]) ? "damaged" : headStillOpen(text, marked);
  const headBytes = end.index + end[0].length;
  const [, payload, tag] = note ?? [];
  return {
    headBytes,
    fileBytes: payload === undefined ? null : headBytes + Number(payload),
    isFor: (recipient) => (tag === undefined ? null : tag === tagOf(recipient)),
  };
}

function headStillOpen(text: string, marked: boolean) {
  if (text.length < maxHeadBytes) return "incomplete";
  return marked ? "damaged" : "foreign";
}

/** What is inside, as it comes; what was altered or cut ends the stream with an error. */
export async function decryptFromAge(
  identity: string,
  file: ReadableStream<Uint8Array>,
): Promise<ReadableStream<Uint8Array>> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  return decrypter.decrypt(file);
}

/** Whether a file was refused because no stanza of its head is for the identity. The library has no other sign. */
export const isWrongIdentity = (error: unknown): boolean =>
  error instanceof Error && error.message === "no identity matched any of the file's recipients";
