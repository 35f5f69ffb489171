import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import net, { type AddressInfo } from "node:net";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newSshKey } from "@/lib/crypto/ssh-key";
import type { TargetCredential } from "@/lib/domain/secrets/rotation-ports";
import { makeGuardAddress } from "./guarded-address";
import { makeSshTarget } from "./ssh";
import { keysIn, lackOfSshd, startSshd, type TestSshd } from "./sshd.test-support";

const lack = lackOfSshd();
if (lack) process.stderr.write(`skipped: ${lack}\n`);

const port = makeSshTarget({ guardAddress: makeGuardAddress("127.0.0.1") });
const ok = { ok: true };
const refused = (error: string) => ({ ok: false, error });
const secretArn = "acs:kms:cn-hangzhou:1234567890123456:secret/acs/ecs/web";
const password = (text: string): TargetCredential => ({ kind: "password", password: text });
const sshKey = (): TargetCredential & { kind: "sshKey" } => ({ kind: "sshKey", ...newSshKey("") });

describe.skipIf(lack)("a Linux user over SSH (SEC-14, SEC-16)", () => {
  let sshd: TestSshd;
  const wish = (account: string, versionId: string, credential: TargetCredential, keep: string[] = []) => ({
    secretArn,
    versionId,
    account,
    credential,
    keep,
  });

  beforeAll(async () => {
    sshd = await startSshd();
  });
  afterAll(() => sshd?.stop());

  it("gives the user a password; the one before is no longer believed", async () => {
    const { name } = sshd.addUser();
    const target = sshd.target();
    expect(await port.check(target)).toEqual(ok);
    expect(await port.has(target, name)).toEqual({ ok: true, exists: true });
    expect(await port.has(target, `${name}x`)).toEqual({ ok: true, exists: false });
    const hard = password(`a'b"c$(id)\`id\`\\n %s!:#~ ü ${"x".repeat(400)} `);
    expect(await port.set(target, wish(name, "v1", hard))).toEqual(ok);
    expect(await port.signIn(target, name, hard)).toEqual(ok);
    expect(await port.set(target, wish(name, "v2", password("second")))).toEqual(ok);
    expect(await port.set(target, wish(name, "v2", password("second")))).toEqual(ok);
    expect(await port.signIn(target, name, password("second"))).toEqual(ok);
    expect(await port.signIn(target, name, hard)).toEqual(refused("SignInRefused"));
    expect(await port.signIn(target, name, sshKey())).toEqual(refused("SignInRefused"));
  });

  it("gives the user a key beside the current one and takes out the one before it; the file keeps owner and mode", async () => {
    const { name, keysFile } = sshd.addUser();
    const target = sshd.target();
    const [first, second, third, another] = [sshKey(), sshKey(), sshKey(), newSshKey("me").publicKey] as const;
    expect(await port.set(target, wish(name, "v1", first))).toEqual(ok);
    expect(statSync(keysFile).mode & 0o777).toBe(0o600);
    writeFileSync(keysFile, `${another}\n${readFileSync(keysFile, "latin1")}`);
    chmodSync(keysFile, 0o440);
    const before = statSync(keysFile);
    expect(await port.set(target, wish(name, "v2", second, [first.publicKey]))).toEqual(ok);
    for (const each of [first, second]) expect(await port.signIn(target, name, each)).toEqual(ok);
    expect(await port.set(target, wish(name, "v3", third, [second.publicKey]))).toEqual(ok);
    expect(await port.signIn(target, name, third)).toEqual(ok);
    expect(await port.signIn(target, name, first)).toEqual(refused("SignInRefused"));
    expect(keysIn(keysFile)).toEqual([
      another,
      `${second.publicKey} kms-secret:${secretArn}#v2`,
      `${third.publicKey} kms-secret:${secretArn}#v3`,
    ]);
    const { uid, gid, mode } = statSync(keysFile);
    expect({ uid, gid, mode }).toEqual({ uid: before.uid, gid: before.gid, mode: before.mode });
    const { ino } = statSync(keysFile);
    expect(await port.set(target, wish(name, "v3", third, [second.publicKey]))).toEqual(ok);
    expect(statSync(keysFile).ino).toBe(ino); // nothing to do, nothing written
    expect(readdirSync(path.dirname(keysFile))).toEqual(["authorized_keys"]);
  });

  it("believes RSA and ECDSA keys that people bring, and no two halves of different keys", async () => {
    const { name, keysFile } = sshd.addUser();
    const target = sshd.target();
    const folder = path.dirname(keysFile);
    mkdirSync(folder);
    for (const [kind, form] of [
      ["rsa", "PEM"],
      ["ecdsa", "RFC4716"],
    ] as const) {
      const file = path.join(folder, kind);
      execFileSync("ssh-keygen", ["-q", "-t", kind, "-m", form, "-N", "", "-f", file]);
      const [privateKey, publicKey] = [readFileSync(file, "utf8"), readFileSync(`${file}.pub`, "utf8").trim()];
      writeFileSync(keysFile, `${publicKey}\n`);
      execFileSync("chown", ["-R", name, folder]);
      expect(await port.signIn(target, name, { kind: "sshKey", publicKey, privateKey })).toEqual(ok);
      const other = { kind: "sshKey", publicKey: newSshKey("").publicKey, privateKey } as const;
      expect(await port.signIn(target, name, other)).toEqual(refused("ValueRefused"));
    }
  });

  it("touches nothing that the user's links lead to, and no file that is not the user's", async () => {
    const { name, keysFile } = sshd.addUser();
    const target = sshd.target();
    const secret = path.join(path.dirname(keysFile), "../../secret-of-root");
    writeFileSync(secret, "root's\n", { mode: 0o600 });
    mkdirSync(path.dirname(keysFile));
    symlinkSync(secret, keysFile);
    execFileSync("chown", ["-hR", name, path.dirname(keysFile)]);
    expect(await port.set(target, wish(name, "v1", sshKey()))).toEqual(refused("NotPermitted"));
    expect(readlinkSync(keysFile)).toBe(secret);
    unlinkSync(keysFile);
    writeFileSync(keysFile, "root's too\n", { mode: 0o644 });
    expect(await port.set(target, wish(name, "v1", sshKey()))).toEqual(refused("NotPermitted"));
    unlinkSync(keysFile);
    // The folder itself leads to root's, as far as the user may say so.
    const roots = path.join(path.dirname(keysFile), "../../folder-of-root");
    mkdirSync(roots, { mode: 0o755 });
    renameSync(path.dirname(keysFile), `${path.dirname(keysFile)}-was`);
    symlinkSync(roots, path.dirname(keysFile));
    expect(await port.set(target, wish(name, "v1", sshKey()))).toEqual(refused("NotPermitted"));
    expect(lstatSync(roots).isDirectory()).toBe(true);
    expect(readdirSync(roots)).toEqual([]);
    expect(readFileSync(secret, "utf8")).toBe("root's\n");
  });

  it("takes a host by any of its keys, and goes no further with a host that has another (SEC-18)", async () => {
    const { name } = sshd.addUser();
    for (const hostKey of Object.values(sshd.hostKeys)) {
      expect(await port.check(sshd.target({ hostKey }))).toEqual(ok);
    }
    for (const hostKey of [`SHA256:${"A".repeat(43)}`, "", null]) {
      expect(await port.check(sshd.target({ hostKey }))).toEqual(refused("HostKeyChanged"));
      expect(await port.signIn(sshd.target({ hostKey }), name, password("x"))).toEqual(refused("HostKeyChanged"));
    }
  });

  it("says what is wrong in one word, and nothing of a value", async () => {
    const { name } = sshd.addUser();
    const target = sshd.target();
    const set = (change: object, account = name) =>
      port.set({ ...target, ...change }, wish(account, "v1", password("p")));
    const administrator = (value: unknown) => ({ administrator: JSON.stringify(value) });
    const { privateKey } = newSshKey("");
    expect(await set({}, `${name}x`)).toEqual(refused("AccountMissing"));
    expect(await port.set(target, wish(`${name}x`, "v1", sshKey()))).toEqual(refused("AccountMissing"));
    for (const account of ["a b", "a;id", "$(id)", "-x", "", "a'", "a\nb"]) {
      expect(await set({}, account)).toEqual(refused("ValueRefused"));
      expect(await port.has(target, account)).toEqual(refused("ValueRefused"));
      expect(await port.signIn(target, account, password("x"))).toEqual(refused("ValueRefused"));
    }
    expect(await port.set(target, wish(name, "v1", password("two\nroot:lines")))).toEqual(refused("ValueRefused"));
    const broken = { kind: "sshKey", publicKey: "ssh-rsa x\nssh-rsa y", privateKey } as const;
    expect(await port.set(target, wish(name, "v1", broken))).toEqual(refused("ValueRefused"));
    expect(await set(administrator({ UserName: "root", PrivateKey: privateKey }))).toEqual(
      refused("AdministratorRefused"),
    );
    expect(await set(administrator({ UserName: "root", Password: "wrong" }))).toEqual(refused("AdministratorRefused"));
    expect(await set(administrator({ UserName: "root", PrivateKey: "no key" }))).toEqual(
      refused("CredentialUnreadable"),
    );
    for (const value of [null, { UserName: "root" }, { Password: "x" }, "text"]) {
      expect(await set(administrator(value))).toEqual(refused("CredentialUnreadable"));
    }
    expect(await set({ administrator: "no JSON" })).toEqual(refused("CredentialUnreadable"));
    // A user who is neither root nor may become it: there is a password to sign in with, and no more.
    expect(await set({})).toEqual(ok);
    expect(await port.check({ ...target, ...administrator({ UserName: name, Password: "p" }) })).toEqual(
      refused("NotPermitted"),
    );
    const guarded = makeSshTarget({ guardAddress: makeGuardAddress("") });
    expect(await guarded.check(target)).toEqual(refused("AddressNotAllowed"));
    expect(await port.check({ ...target, address: "no-such-host.invalid" })).toEqual(refused("NameNotFound"));
  });

  it("a host that is away, cuts the connection or says nothing is tried again", async () => {
    const silent = net.createServer(() => {});
    const cutting = net.createServer((socket) => socket.destroy());
    for (const server of [silent, cutting]) server.listen(0, "127.0.0.1");
    await Promise.all([once(silent, "listening"), once(cutting, "listening")]);
    const at = (server: net.Server) => sshd.target({ port: (server.address() as AddressInfo).port });
    const quick = makeSshTarget({ guardAddress: makeGuardAddress("127.0.0.1"), timeoutMs: 300 });
    expect(await port.check(at(cutting))).toEqual(refused("ConnectionLost"));
    const gone = at(cutting);
    cutting.close();
    await once(cutting, "close");
    expect(await port.check(gone)).toEqual(refused("Unreachable"));
    expect(await quick.check(at(silent))).toEqual(refused("TimedOut"));
    silent.close();
  });

  it("no value is ever an argument, and a write that was cut off leaves what there was", async () => {
    const { name, keysFile } = sshd.addUser();
    const target = sshd.target();
    expect(await port.set(target, wish(name, "v1", sshKey()))).toEqual(ok);
    const before = readFileSync(keysFile, "latin1");
    const { commands } = await import("./ssh-scripts");
    for (const [command, input] of [
      [commands.writeKeys(name), `absent\n${"0".repeat(64)}\nssh-ed25519 half a li`],
      [commands.writeKeys(name), "absent"],
      [commands.setPassword(name), "half-a-passw"],
      [commands.setPassword(name), "whole-without-its-end\n"],
    ] as const) {
      const child = spawn("/bin/sh", ["-c", command], { stdio: ["pipe", "ignore", "ignore"] });
      child.stdin.end(input);
      expect(await once(child, "exit")).toEqual([90, null]);
    }
    for (const half of ["half-a-passw", "whole-without-its-end"]) {
      expect(await port.signIn(target, name, password(half))).toEqual(refused("SignInRefused"));
    }
    expect(readFileSync(keysFile, "latin1")).toBe(before);
    expect(readdirSync(path.dirname(keysFile))).toEqual(["authorized_keys"]);
    // Somebody else wrote between our reading and writing: theirs stays.
    const child = spawn("/bin/sh", ["-c", commands.writeKeys(name)], { stdio: ["pipe", "ignore", "ignore"] });
    const empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    child.stdin.end(`absent\n${empty}\n`);
    expect(await once(child, "exit")).toEqual([93, null]);
    expect(existsSync(keysFile) && readFileSync(keysFile, "latin1")).toBe(before);
  });
});
