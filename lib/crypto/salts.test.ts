import { execFileSync, spawn } from "node:child_process";
import { createSecretKey } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { buildSync } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { long } from "@/lib/testing/long";
import { sealBlob } from "./blob";
import { encodeContext } from "./context";
import { randomBytes } from "./random";

const PROCESSES = 4;
/** Per process. */
const MESSAGES = long ? 2_500_000 : 10_000;
const MINUTE = 60_000;

describe("a key for every message (S5)", () => {
  it("10 times a budget of 2^10 messages under one key are under as many keys: there is no budget to spend", () => {
    const material = createSecretKey(randomBytes(32));
    const none = encodeContext();
    const messages = 10 * 2 ** 10;
    const commitments = new Set<string>();
    for (let count = 0; count < messages; count++) {
      const blob = sealBlob(material, "key-budget000000000-0123456789abcdef", new Uint8Array(), none);
      // The commitment comes out of the same HMAC as the key: two messages under one key would share it.
      commitments.add(blob.toString("latin1", 69, 101));
    }
    expect(commitments.size).toBe(messages);
  });
});

describe("salts (S6)", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "kms-salts-"));
  const program = path.join(folder, "salts.cjs");
  const snapshot = path.join(folder, "salts.blob");
  beforeAll(() => {
    buildSync({
      entryPoints: [path.join(import.meta.dirname, "salts.test-support.ts")],
      bundle: true,
      platform: "node",
      format: "cjs",
      outfile: program,
    });
    execFileSync(process.execPath, ["--snapshot-blob", snapshot, "--build-snapshot", program]);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    ["forked", () => [program]],
    ["brought back from one snapshot of a process that had sealed before", () => ["--snapshot-blob", snapshot]],
  ])(
    `of ${PROCESSES} processes, %s, repeat nothing in ${(PROCESSES * MESSAGES).toLocaleString("en")}`,
    {
      timeout: 20 * MINUTE,
    },
    async (_how, args) => {
      const all = await Promise.all(Array.from({ length: PROCESSES }, () => saltsOf([...args(), String(MESSAGES)])));
      // The first 8 bytes of each say enough: of ten million fresh ones two would share them once in 300,000 runs.
      const bytes = Buffer.concat(all);
      const salts = new BigUint64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8);
      expect(salts).toHaveLength(PROCESSES * MESSAGES);
      salts.sort();
      expect(salts.findIndex((salt, at) => at > 0 && salt === salts[at - 1])).toBe(-1);
    },
  );
});

function saltsOf(args: readonly string[]): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    const chunks: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.once("error", reject);
    child.once("close", (code) => (code === 0 ? resolve(Buffer.concat(chunks)) : reject(new Error(`code ${code}`))));
  });
}
