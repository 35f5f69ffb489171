import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import type { TargetAddress } from "@/lib/domain/secrets/rotation-ports";
import { freePort } from "../../../scripts/postgres.mjs";
import { testTls } from "./tls.test-support";

// A real Redis, or Valkey, on loopback for tests, in a folder of its own.

const PROGRAMS = ["/usr/bin/redis-server", "/usr/bin/valkey-server"];
const ADMINISTRATOR = { UserName: "kms_admin", Password: "administrator-of-the-tests" };
const USERS = `user default off\nuser ${ADMINISTRATOR.UserName} on >${ADMINISTRATOR.Password} ~* &* +@all\n`;

/** What a test with Redis lacks on this machine, or null. */
export function lackOfRedis(): string | null {
  return PROGRAMS.some((program) => existsSync(program)) ? null : `neither ${PROGRAMS.join(" nor ")} is installed`;
}

export interface TestRedis {
  target(change?: Partial<TargetAddress>): TargetAddress;
  caPem: string;
  /** The file of users, or the server's own. */
  kept(): string;
  /** From now on the server cannot write it: something that is not a file stands in its place. */
  unwritable(): void;
  /** What the server wrote down survives. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** With a file of users; or with them in its own configuration; or with neither, so that it forgets them. */
export async function startRedis(users: "ownFile" | "configuration" | "nowhere" = "ownFile"): Promise<TestRedis> {
  const folder = mkdtempSync(path.join(tmpdir(), "kms-redis-"));
  const { caPem, certificateFile, keyFile } = testTls(folder);
  const [port, tlsPort] = await Promise.all([freePort(), freePort()]);
  const file = path.join(folder, users === "ownFile" ? "users.acl" : "redis.conf");
  const more = [
    ...["--bind", "127.0.0.1", "--port", String(port), "--save", "", "--appendonly", "no", "--dir", folder],
    ...["--tls-port", String(tlsPort), "--tls-cert-file", certificateFile, "--tls-key-file", keyFile],
    ...["--tls-auth-clients", "no"],
  ];
  if (users !== "nowhere") writeFileSync(file, USERS);
  const own = {
    ownFile: ["--aclfile", file],
    configuration: [file],
    nowhere: ["--requirepass", ADMINISTRATOR.Password],
  };
  const args = users === "configuration" ? [...own[users], ...more] : [...more, ...own[users]];
  let server = await started(args);
  return {
    target: (change = {}) => ({
      targetId: "r-test",
      service: "Redis",
      adapter: "Redis",
      address: "127.0.0.1",
      port: change.tls && change.tls !== "Off" ? tlsPort : port,
      database: null,
      tls: "Off",
      caPem: null,
      hostKey: null,
      administrator: JSON.stringify(users === "nowhere" ? { Password: ADMINISTRATOR.Password } : ADMINISTRATOR),
      ...change,
    }),
    caPem,
    kept: () => readFileSync(file, "utf8"),
    unwritable: () => {
      rmSync(file);
      mkdirSync(path.join(file, "in the way"), { recursive: true });
    },
    restart: async () => {
      await ended(server);
      server = await started(args);
    },
    stop: async () => {
      await ended(server);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function started(args: readonly string[]): Promise<ChildProcess> {
  const program = PROGRAMS.find((each) => existsSync(each)) ?? "redis-server";
  const server = spawn(program, args, { stdio: ["ignore", "pipe", "ignore"] });
  const lines = createInterface({ input: server.stdout });
  await new Promise<void>((resolve, reject) => {
    lines.on("line", (line) => /Ready to accept connections/.test(line) && resolve());
    server.once("exit", (code) => reject(new Error(`${program} ended with ${code}`)));
  });
  return server;
}

async function ended(server: ChildProcess): Promise<void> {
  server.removeAllListeners("exit");
  const exit = once(server, "exit");
  if (server.exitCode === null && server.signalCode === null) {
    server.kill("SIGKILL"); // its data are thrown away
    await exit;
  }
}
