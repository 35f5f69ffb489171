// The root key as the supervisor sees it: where its text comes from and which fingerprint it has. The form is that of
// lib/crypto/root-key.ts, which plain Node cannot import before a build; root-key.test.ts holds the two together.
import { createHmac, randomBytes } from "node:crypto";
import fs from "node:fs";
import path from "node:path";

const LINE = /^kms-root-key v1 ([1-9][0-9]{0,9}) ([A-Za-z0-9_-]{43})$/;
const FINGERPRINT_BYTES = 8;

/**
 * Takes KMS_ROOT_KEY out of the environment, so that nothing that is spawned later inherits it.
 * @returns {{ text: () => string | undefined, where: string, file: string | undefined }} `text` reads anew each time:
 *   the key may be put right while a maintenance page is shown.
 */
export function takeRootKeySource(dataDir) {
  const given = process.env.KMS_ROOT_KEY;
  const named = process.env.KMS_ROOT_KEY_FILE;
  delete process.env.KMS_ROOT_KEY;
  delete process.env.KMS_ROOT_KEY_FILE;
  if (given) return { text: () => given, where: "KMS_ROOT_KEY", file: undefined };
  const file = path.resolve(named || path.join(dataDir, "root.key"));
  return { text: () => readIfThere(file), where: file, file: named ? undefined : file };
}

/** Fingerprints of every generation in the text, the current (highest) first; undefined when it is no root key file. */
export function fingerprintsOf(text) {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const generations = lines.map((line) => LINE.exec(line.trim()));
  if (generations.length === 0 || generations.includes(null)) return undefined;
  return generations
    .map(([, generation, key]) => ({ generation: Number(generation), key: Buffer.from(key, "base64url") }))
    .sort((left, right) => right.generation - left.generation)
    .map(({ key }) => fingerprintOf(key));
}

/** HKDF-Expand-SHA-512(root, "kms-console/1/root/fingerprint", 32), its first 8 bytes (decisions, section 4). */
function fingerprintOf(key) {
  const info = Buffer.concat([Buffer.from("kms-console/1/root/fingerprint"), Buffer.of(1)]);
  return createHmac("sha512", key).update(info).digest().subarray(0, FINGERPRINT_BYTES).toString("hex");
}

/** A new root key file, whole on the disk or not there: everything that is ever sealed hangs on it. */
export function createRootKeyFile(file) {
  const unfinished = `${file}.new`;
  fs.rmSync(unfinished, { force: true });
  const handle = fs.openSync(unfinished, "wx", 0o600);
  fs.writeSync(handle, `kms-root-key v1 1 ${randomBytes(32).toString("base64url")}\n`);
  fs.fsyncSync(handle);
  fs.closeSync(handle);
  fs.renameSync(unfinished, file);
  const folder = fs.openSync(path.dirname(file), "r");
  fs.fsyncSync(folder);
  fs.closeSync(folder);
}

/**
 * What keeps the product from starting with this key, as one line; undefined when it fits (P14).
 * @param {{ text: string | undefined, where: string, expected: string | null }} key `expected` is the fingerprint that
 *   the database records, null while nothing is sealed yet.
 */
export function rootKeyProblem({ text, where, expected }) {
  const wanted = expected ? `The data was sealed under the root key with fingerprint ${expected}` : undefined;
  if (text === undefined) {
    return wanted
      ? `${wanted}, and there is none at ${where}: put that key there.`
      : `There is no root key at ${where}.`;
  }
  const found = fingerprintsOf(text);
  if (!found) {
    return `${where} is not a root key (lines of the form "kms-root-key v1 1 <43 characters>").${wanted ? ` ${wanted}.` : ""}`;
  }
  if (!expected || found.includes(expected)) return undefined;
  return `${wanted}, and ${where} holds ${found.join(", ")}: put the right key there.`;
}

function readIfThere(file) {
  try {
    return fs.readFileSync(file, "utf8");
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  }
}
