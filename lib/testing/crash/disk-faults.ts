import { spawnSync } from "node:child_process";
import { chmodSync, closeSync, openSync, readFileSync, writeFileSync, writeSync } from "node:fs";
import path from "node:path";

// Writes and syncs that fail on request (S16), by a small library that is preloaded into a process: disk-faults.c.

export const FAULTS = ["full", "broken", "short write", "unsynced"] as const;
export type Fault = (typeof FAULTS)[number];

const SOURCE = path.join(process.cwd(), "lib/testing/crash/disk-faults.c");

/** Why there are none on this machine, or null. */
export function diskFaultsLack(): string | null {
  if (process.platform !== "linux") return "it takes Linux";
  return spawnSync("cc", ["--version"], { stdio: "ignore" }).status === 0 ? null : "there is no C compiler (cc)";
}

export interface DiskFaults {
  /** For the environment of the process whose disk fails. */
  env: Record<string, string>;
  /** The next `calls` of that sort fail. */
  ask(fault: Fault, calls: number): void;
  heal(): void;
  /** How many calls have failed so far. */
  hits(): number;
}

/** Faults of files below `below`; `folder` is where the library and the requests lie, readable by that process. */
export function diskFaults(folder: string, below: string): DiskFaults {
  const library = path.join(folder, "disk-faults.so");
  const built = spawnSync("cc", ["-shared", "-fPIC", "-O1", "-o", library, SOURCE, "-ldl"], { encoding: "utf8" });
  if (built.status !== 0) throw new Error(`disk-faults.c does not compile: ${built.stderr}`);
  const requests = path.join(folder, "disk-faults.requests");
  writeFileSync(requests, Buffer.alloc(12));
  chmodSync(requests, 0o666);
  return {
    env: { LD_PRELOAD: library, DISK_FAULTS_FILE: requests, DISK_FAULTS_BELOW: below },
    ask: (fault, calls) => write(requests, [FAULTS.indexOf(fault) + 1, calls]),
    heal: () => write(requests, [0, 0]),
    hits: () => readFileSync(requests).readUInt32LE(8),
  };
}

/** The first two numbers of the shared file; the third is the library's. */
function write(requests: string, numbers: [number, number]): void {
  const bytes = Buffer.alloc(8);
  numbers.forEach((number, at) => {
    bytes.writeUInt32LE(number, at * 4);
  });
  const file = openSync(requests, "r+");
  writeSync(file, bytes, 0, bytes.length, 0);
  closeSync(file);
}
