import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { Keyring } from "@/lib/crypto/keyring";
import { randomUuid } from "@/lib/crypto/random";
import { formatRootKeys, generateRootKey } from "@/lib/crypto/root-key";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";

// The worker as a process of its own, as the supervisor starts it.

const root = fileURLToPath(new URL("../..", import.meta.url));
const rootKey = generateRootKey();
const children: ChildProcess[] = [];
let database: TestDatabase;
let folder: string;
let entry: string;

beforeAll(async () => {
  database = await testDatabase();
  folder = mkdtempSync(path.join(tmpdir(), "kms-worker-"));
  // Beside node_modules, which the bundle leaves outside itself.
  mkdirSync(path.join(root, "dist"), { recursive: true });
  entry = path.join(mkdtempSync(path.join(root, "dist/test-")), "worker.mjs");
  await build({
    absWorkingDir: root,
    entryPoints: ["lib/jobs/worker.ts"],
    outfile: entry,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    conditions: ["react-server"],
    logLevel: "warning",
  });
  const rootFingerprint = new Keyring([rootKey]).fingerprint;
  await database.db.installation.create({
    data: { id: randomUuid(), createdAt: new Date(), timeZone: "Asia/Shanghai", rootFingerprint },
  });
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});
afterAll(async () => {
  await database.close();
  rmSync(folder, { recursive: true, force: true });
  rmSync(path.dirname(entry), { recursive: true, force: true });
});

function spawnWorker(rootKeyText: string | undefined) {
  const child = spawn(process.execPath, [entry], {
    cwd: root,
    env: {
      NODE_ENV: "production",
      KMS_DATA_DIR: folder,
      KMS_DATABASE_URL_WORKER: database.url,
      KMS_LOG_LEVEL: "info",
      ...(rootKeyText !== undefined && { KMS_ROOT_KEY_FD: "4" }),
    },
    stdio: ["ignore", "ignore", "pipe", "ipc", rootKeyText === undefined ? "ignore" : "pipe"],
  });
  children.push(child);
  (child.stdio[4] as NodeJS.WritableStream | null)?.end(rootKeyText ?? "");
  let output = "";
  child.stderr?.on("data", (chunk) => {
    output += String(chunk);
  });
  const ready = new Promise<unknown>((resolve) => child.once("message", resolve));
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  return { child, ready, ended, output: () => output };
}

const heartbeats = () => database.db.heartbeat.findMany({ where: { process: { startsWith: "worker:" } } });

describe("the worker process", () => {
  it("says when it is ready, shows that it lives, and ends cleanly on SIGTERM", async () => {
    const worker = spawnWorker(formatRootKeys([rootKey]));
    expect(await worker.ready).toEqual({ ready: true });
    const [beat] = await heartbeats();
    expect(beat?.process).toMatch(new RegExp(`:${worker.child.pid}$`));
    expect(beat?.detail).toMatchObject({ store: "reachable", claims: true });
    worker.child.kill("SIGTERM");
    expect(await worker.ended).toBe(0);
    expect(await heartbeats()).toEqual([]);
  });

  it("does not outlive its supervisor", async () => {
    const worker = spawnWorker(formatRootKeys([rootKey]));
    await worker.ready;
    worker.child.disconnect();
    expect(await worker.ended).toBe(0);
  });

  it("stays and names the expected root key when it was given another one, and does nothing (P14)", async () => {
    await database.db.heartbeat.deleteMany();
    const worker = spawnWorker(formatRootKeys([generateRootKey()]));
    await worker.ready;
    expect(worker.output()).toContain("the wrong root key");
    expect(worker.output()).toContain(new Keyring([rootKey]).fingerprint);
    expect(worker.child.exitCode).toBeNull();
    expect(await heartbeats()).toEqual([]);
    worker.child.kill("SIGTERM");
    expect(await worker.ended).toBe(0);
  });

  it("stays and says so without a root key (P14)", async () => {
    const worker = spawnWorker(undefined);
    await worker.ready;
    expect(worker.output()).toContain("no root key");
    worker.child.kill("SIGTERM");
    await worker.ended;
  });

  it("writes no root key into its log", async () => {
    const text = formatRootKeys([rootKey]);
    const worker = spawnWorker(text);
    await worker.ready;
    await vi.waitFor(() => expect(worker.output()).toContain("the worker is ready"));
    expect(worker.output()).not.toContain(rootKey.bytes.toString("base64url"));
    worker.child.kill("SIGTERM");
    await worker.ended;
  });
});
