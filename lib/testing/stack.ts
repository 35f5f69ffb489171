import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";

// A whole product of one's own for tests: database, ports and data folder, started as an operator starts it.

/** Tests and benches run from the checkout; a bundled bench does not lie where this file does. */
const root = process.cwd();
const READY_MS = 90_000;

export interface Stack {
  consoleUrl: string;
  gatewayPort: number;
  gatewayTlsPort: number;
  dataDir: string;
  /** The one-time link that the start printed. */
  firstRunUrl: string | undefined;
  /** The supervisor's process. */
  supervisor: ChildProcess;
  /** Everything it printed so far, both streams. */
  output(): string;
  /** The operator's command line against this stack: what it printed, parsed. */
  kms(args: readonly string[], input?: string): Promise<Record<string, unknown>>;
  /** Business time from now on (decisions 20); leases and nonces keep the real clock. */
  setClock(at: Date): void;
  /** From where it stands: a stack may have been through another test. */
  advanceClock(ms: number): void;
  /** Ctrl-C, and waits for the end; the data stay. */
  stop(): Promise<void>;
  /** Stops and removes the data. */
  discard(): Promise<void>;
}

/**
 * Starts the product; with `dataDir`, over the data of an earlier stack. A clock that can be set costs a look at a file
 * whenever it is asked: a bench does without.
 */
export async function startStack(
  options: { dataDir?: string; movableClock?: boolean; env?: Record<string, string> } = {},
): Promise<Stack> {
  const dataDir = options.dataDir ?? mkdtempSync(path.join(tmpdir(), "kms-e2e-"));
  if (options.movableClock !== false) writeFileSync(path.join(dataDir, "is-test"), "");
  const [consolePort, gatewayPort, gatewayTlsPort] = await Promise.all([freePort(), freePort(), freePort()]);
  const env = {
    ...process.env,
    KMS_DATA_DIR: dataDir,
    PORT: String(consolePort),
    KMS_GATEWAY_PORT: String(gatewayPort),
    KMS_GATEWAY_TLS_PORT: String(gatewayTlsPort),
    DATABASE_URL: "",
    // Tests and benches ask more in a second than a limit may let through; who tests the limits sets it.
    KMS_THROTTLE: "0",
    ...options.env,
  };
  const supervisor = spawn(process.execPath, ["scripts/start.mjs"], {
    cwd: root,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [supervisor.stdout, supervisor.stderr]) stream.on("data", (chunk) => (output += String(chunk)));
  const ended = new Promise<void>((resolve) => supervisor.once("exit", () => resolve()));
  await ready(supervisor, () => output);

  const stop = async () => {
    if (supervisor.exitCode === null && supervisor.signalCode === null) supervisor.kill("SIGTERM");
    await ended;
  };
  let aheadMs = 0;
  const setClock = (at: Date) => {
    aheadMs = at.getTime() - Date.now();
    writeFileSync(path.join(dataDir, "test-clock"), at.toISOString());
  };
  return {
    consoleUrl: `http://127.0.0.1:${consolePort}`,
    gatewayPort,
    gatewayTlsPort,
    dataDir,
    firstRunUrl: /first run: open (\S+)/.exec(output)?.[1],
    supervisor,
    output: () => output,
    kms: (args, input) => runKms(args, env, input),
    setClock,
    advanceClock: (ms) => setClock(new Date(Date.now() + aheadMs + ms)),
    stop,
    discard: async () => {
      await stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function ready(supervisor: ChildProcess, output: () => string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`the product was not ready in time:\n${output()}`)), READY_MS);
    const done = (error?: Error) => {
      clearTimeout(timer);
      if (error) reject(error);
      else resolve();
    };
    supervisor.stdout?.on("data", () => {
      if (/^ready console=/m.test(output())) done();
    });
    supervisor.once("exit", (code) => done(new Error(`the product ended with code ${code}:\n${output()}`)));
  });
}

async function runKms(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  input?: string,
): Promise<Record<string, unknown>> {
  const child = spawn(process.execPath, ["scripts/kms.mjs", ...args], {
    cwd: root,
    env,
    stdio: ["pipe", "pipe", "pipe"],
  });
  child.stdin.end(input ?? "");
  const read = async (stream: NodeJS.ReadableStream) => {
    let text = "";
    for await (const chunk of stream) text += String(chunk);
    return text;
  };
  const [out, errors, code] = await Promise.all([
    read(child.stdout),
    read(child.stderr),
    new Promise<number | null>((resolve) => child.once("exit", resolve)),
  ]);
  if (code !== 0) throw new Error(`kms ${args.join(" ")} ended with code ${code}: ${errors}`);
  return JSON.parse(out) as Record<string, unknown>;
}

export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === "object" ? resolve(address.port) : reject(new Error("no port")),
      );
    });
    server.on("error", reject);
  });
}
