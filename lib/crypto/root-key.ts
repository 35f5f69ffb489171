/**
 * The root key and its file (decisions, section 4): one line per generation,
 *
 *     kms-root-key v1 <generation> <base64url of 32 bytes, without padding>
 *
 * in any order; the highest generation is current. The bytes of a line are never used as they are: each use has its
 * own key, `HKDF-Expand-SHA-512(root, "kms-console/1/root/" ‖ use, 32)`.
 */
import { equalBytes } from "./bytes";
import { expand } from "./derive";
import { CryptoError } from "./errors";
import { keyLengthBytes, requireKey } from "./material";
import { randomBytes } from "./random";
import type { WrappingKey } from "./sealed";

export type RootKey = { readonly generation: number; readonly bytes: Buffer };
/** `wrap` seals the wrapping keys, `export` the records of a downloaded file, `fingerprint` names the key (P14). */
export type RootKeyUse = "wrap" | "export" | "fingerprint";

/** The wrapping key id that stands for root in a sealed box. */
export const rootWrappingKeyId = "00000000-0000-0000-0000-000000000000";

const maxGeneration = 0xffff_ffff;
const generationForm = /^[1-9][0-9]{0,9}$/;
const keyForm = /^[A-Za-z0-9_-]{43}$/;
const fingerprintLengthBytes = 8;

/**
 * All generations in the text, the highest (the current one) first; blank lines are passed over. Refuses with
 * `RootKeyInvalid`, naming the line and never quoting it: another form, a key that is not 32 bytes in canonical
 * base64url, a generation or a key that stands twice, no line at all.
 */
export function parseRootKeys(text: string): RootKey[] {
  const roots: RootKey[] = [];
  text.split("\n").forEach((line, index) => {
    if (line.trim() !== "") roots.push(parseLine(line.trim(), index + 1, roots));
  });
  if (roots.length === 0) throw new CryptoError("RootKeyInvalid", "there is no line with a root key");
  return roots.sort((left, right) => right.generation - left.generation);
}

/** The file's text, each line ended, lowest generation first. */
export function formatRootKeys(roots: readonly RootKey[]): string {
  return [...roots]
    .sort((left, right) => left.generation - right.generation)
    .map(({ generation, bytes }) => `kms-root-key v1 ${generation} ${bytes.toString("base64url")}\n`)
    .join("");
}

/** A fresh generation: 1 for a new deployment, one above the highest to rotate. */
export function generateRootKey(generation = 1): RootKey {
  return { generation, bytes: randomBytes(keyLengthBytes) };
}

/** The 32 bytes of one use. */
export function rootUseKey(root: RootKey, use: RootKeyUse): Buffer {
  requireKey(root.bytes);
  return expand(root.bytes, Buffer.from(`kms-console/1/root/${use}`, "latin1"), keyLengthBytes);
}

/** 16 hex digits that name a root key and give nothing of it away. */
export function rootFingerprint(root: RootKey): string {
  return rootUseKey(root, "fingerprint").subarray(0, fingerprintLengthBytes).toString("hex");
}

/** The key that seals wrapping keys, under the zero id and the root's own generation. */
export function wrappingKeyOf(root: RootKey): WrappingKey & { readonly bytes: Buffer } {
  return { id: rootWrappingKeyId, generation: root.generation, bytes: rootUseKey(root, "wrap") };
}

function parseLine(line: string, lineNumber: number, before: readonly RootKey[]): RootKey {
  const refuse = (what: string) => new CryptoError("RootKeyInvalid", `line ${lineNumber}: ${what}`);
  const [magic, version, generationText = "", keyText = "", ...rest] = line.split(/[ \t]+/);
  if (magic !== "kms-root-key") throw refuse('does not begin with "kms-root-key"');
  if (version !== "v1") throw refuse("is of a version that this release does not read; it reads v1");
  if (rest.length > 0) throw refuse("has something after the key");
  const generation = Number(generationText);
  if (!generationForm.test(generationText) || generation > maxGeneration) {
    throw refuse("the generation is not a whole number from 1 to 4294967295");
  }
  const bytes = Buffer.from(keyText, "base64url");
  // Two spare bits end 43 characters: only one spelling of a key is accepted.
  if (!keyForm.test(keyText) || bytes.toString("base64url") !== keyText) {
    throw refuse("the key is not 32 bytes in base64url (43 characters, no padding)");
  }
  if (before.some((root) => root.generation === generation)) throw refuse("repeats a generation");
  if (before.some((root) => equalBytes(root.bytes, bytes))) throw refuse("repeats the key of another generation");
  return { generation, bytes };
}
