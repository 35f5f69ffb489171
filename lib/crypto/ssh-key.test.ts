import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newSshKey, publicKeyOf } from "./ssh-key";

const program = "ssh-keygen";
// Without an argument that it knows it ends with 1; where there is none, there is no status.
const present = spawnSync(program, ["-?"], { stdio: "ignore" }).status !== null;
if (!present) process.stderr.write("skipped: ssh-keygen is not installed\n");

describe("newSshKey (SEC-14)", () => {
  it("makes a pair whose halves belong together, another one each time", () => {
    const comments = ["", "a", "admin@web-1", "two words", "x".repeat(200)];
    const pairs = comments.map((comment) => ({ comment, ...newSshKey(comment) }));
    for (const { comment, publicKey, privateKey } of pairs) {
      expect(publicKey).toMatch(/^ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI[A-Za-z0-9+/]{43}( |$)/);
      expect(publicKey.slice("ssh-ed25519 ".length + 68).trim()).toBe(comment);
      expect(privateKey).toMatch(/^-----BEGIN OPENSSH PRIVATE KEY-----\n[\s\S]+\n-----END OPENSSH PRIVATE KEY-----\n$/);
      expect(publicKeyOf(privateKey)).toBe(publicKey);
    }
    expect(new Set(pairs.map(({ publicKey }) => publicKey.slice(0, 80))).size).toBe(pairs.length);
  });

  it("refuses a comment that would be a line of its own", () => {
    for (const comment of ["a\nssh-ed25519 AAAA", "a\rb", "a\0b", "ü"])
      expect(() => newSshKey(comment)).toThrow("ASCII");
  });
});

describe("publicKeyOf", () => {
  const { privateKey } = newSshKey("c");
  const bytes = Buffer.from(privateKey.split("\n").slice(1, -2).join(""), "base64");
  const wrapped = (file: Uint8Array) =>
    `-----BEGIN OPENSSH PRIVATE KEY-----\n${Buffer.from(file).toString("base64")}\n-----END OPENSSH PRIVATE KEY-----\n`;

  it("refuses every damaged, cut and foreign form", () => {
    expect(publicKeyOf(wrapped(bytes))).toBe(publicKeyOf(privateKey));
    for (let length = 0; length < bytes.length - 8; length++) {
      expect(() => publicKeyOf(wrapped(bytes.subarray(0, length)))).toThrow("InvalidKey");
    }
    // All but the comment and the padding, which bind nothing; a check that differs from its twin is noticed too.
    for (let at = 0; at < bytes.length - 8; at++) {
      const damaged = Buffer.from(bytes);
      damaged[at] = (damaged[at] ?? 0) ^ 1;
      expect(() => publicKeyOf(wrapped(damaged))).toThrow("InvalidKey");
    }
    for (const text of ["", "x", privateKey.replace("BEGIN OPENSSH", "BEGIN")]) {
      expect(() => publicKeyOf(text)).toThrow("InvalidKey");
    }
  });
});

describe.skipIf(!present)("ssh-keygen", () => {
  let folder: string;
  const file = () => join(folder, "key");
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "kms-ssh-key-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("reads our private key and says the same public key", () => {
    for (const comment of ["admin@web-1", "x".repeat(61), ""]) {
      const { publicKey, privateKey } = newSshKey(comment);
      writeFileSync(file(), privateKey, { mode: 0o600 });
      expect(execFileSync(program, ["-y", "-f", file()]).toString().trim()).toBe(publicKey);
    }
  });

  it("makes keys of which we say the same public key; none with a passphrase and none of another type", () => {
    const make = (...more: string[]) => {
      rmSync(file(), { force: true });
      execFileSync(program, ["-q", "-C", "a comment", "-f", file(), ...more]);
      return readFileSync(file(), "utf8");
    };
    expect(publicKeyOf(make("-t", "ed25519", "-N", ""))).toBe(readFileSync(`${file()}.pub`, "utf8").trim());
    expect(() => publicKeyOf(make("-t", "ed25519", "-N", "a passphrase"))).toThrow("InvalidKey");
    expect(() => publicKeyOf(make("-t", "ecdsa", "-N", ""))).toThrow("InvalidKey");
  });
});
