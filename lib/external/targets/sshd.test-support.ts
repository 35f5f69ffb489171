import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { createInterface } from "node:readline";
import { randomChars } from "@/lib/crypto/random";
import { newSshKey } from "@/lib/crypto/ssh-key";
import type { TargetAddress } from "@/lib/domain/secrets/rotation-ports";

// A real sshd on loopback for tests, with Linux users that are made for it and removed at the end. Its administrator is
// root, by a key of this sshd alone; root's own files are not looked at.

const PROGRAMS = [
  "/usr/sbin/sshd",
  "/usr/sbin/useradd",
  "/usr/sbin/userdel",
  "/usr/sbin/chpasswd",
  "/usr/bin/ssh-keygen",
];

/** What a test of SSH lacks on this machine, or null. */
export function lackOfSshd(): string | null {
  if (process.getuid?.() !== 0) return "tests of SSH make Linux users, which needs root";
  const missing = PROGRAMS.filter((program) => !existsSync(program));
  return missing.length > 0 ? `${missing.join(", ")} is not installed` : null;
}

export interface TestSshd {
  port: number;
  /** `SHA256:…` by the kind of the key. */
  hostKeys: Record<"ed25519" | "ecdsa" | "rsa", string>;
  target(change?: Partial<TargetAddress>): TargetAddress;
  /** A Linux user that may sign in, with a home of its own, no password, and these keys, if any. */
  addUser(keys?: string): { name: string; keysFile: string };
  stop(): void;
}

export async function startSshd(): Promise<TestSshd> {
  mkdirSync("/run/sshd", { recursive: true, mode: 0o755 }); // where sshd locks its unprivileged half in
  // Not below /tmp: sshd believes no file that others could have replaced.
  const folder = mkdtempSync("/run/kms-sshd-");
  execFileSync("chmod", ["755", folder]);
  const administrator = newSshKey("administrator");
  writeFileSync(path.join(folder, "administrator"), `${administrator.publicKey}\n`);
  const port = await freePort();
  const kinds = ["ed25519", "ecdsa", "rsa"] as const;
  for (const kind of kinds) {
    const bits = kind === "rsa" ? ["-b", "2048"] : [];
    execFileSync("ssh-keygen", ["-q", "-t", kind, ...bits, "-N", "", "-f", path.join(folder, kind)]);
  }
  const config = [
    `Port ${port}`,
    "ListenAddress 127.0.0.1",
    ...kinds.map((kind) => `HostKey ${path.join(folder, kind)}`),
    "PidFile none",
    "UsePAM no",
    "PermitRootLogin yes",
    "PasswordAuthentication yes",
    "KbdInteractiveAuthentication no",
    "MaxStartups 200",
    "Match User root",
    `  AuthorizedKeysFile ${path.join(folder, "administrator")}`,
  ];
  writeFileSync(path.join(folder, "config"), `${config.join("\n")}\n`);
  const sshd = spawn("/usr/sbin/sshd", ["-D", "-e", "-f", path.join(folder, "config")], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const lines = createInterface({ input: sshd.stderr });
  await new Promise<void>((resolve, reject) => {
    lines.on("line", (line) => line.startsWith("Server listening") && resolve());
    sshd.once("exit", (code) => reject(new Error(`sshd ended with ${code}`)));
  });
  const users: string[] = [];
  return {
    port,
    hostKeys: {
      ed25519: fingerprintOf(folder, "ed25519"),
      ecdsa: fingerprintOf(folder, "ecdsa"),
      rsa: fingerprintOf(folder, "rsa"),
    },
    target: (change = {}) => ({
      targetId: "i-test",
      service: "ECS",
      adapter: "SSH",
      address: "127.0.0.1",
      port,
      database: null,
      tls: "Off",
      caPem: null,
      hostKey: fingerprintOf(folder, "ed25519"),
      administrator: JSON.stringify({ UserName: "root", PrivateKey: administrator.privateKey }),
      ...change,
    }),
    addUser: (keys) => {
      const name = `kms-t-${randomChars("abcdefghijklmnopqrstuvwxyz", 10)}`;
      const home = path.join(folder, name);
      // A password of `!` would lock the account for keys too.
      execFileSync("/usr/sbin/useradd", ["-m", "-d", home, "-s", "/bin/sh", "-p", "*", name], { stdio: "pipe" });
      users.push(name);
      const keysFile = path.join(home, ".ssh/authorized_keys");
      if (keys !== undefined) {
        mkdirSync(path.dirname(keysFile), { mode: 0o700 });
        writeFileSync(keysFile, keys, { mode: 0o600 });
        execFileSync("chown", ["-R", `${name}:`, path.dirname(keysFile)]);
      }
      return { name, keysFile };
    },
    stop: () => {
      sshd.removeAllListeners("exit");
      sshd.kill();
      for (const name of users) execFileSync("/usr/sbin/userdel", ["-f", name], { stdio: "pipe" });
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function fingerprintOf(folder: string, kind: string): string {
  const told = execFileSync("ssh-keygen", ["-lf", path.join(folder, `${kind}.pub`)]).toString();
  return told.split(" ")[1] ?? "";
}

export const keysIn = (file: string): string[] => readFileSync(file, "latin1").split("\n").filter(Boolean);

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address ? address.port : 0;
}
