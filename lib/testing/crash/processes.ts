import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import type { Stack } from "../stack";

export type Victim = "postgres" | "gateway" | "worker" | "console";
export const VICTIMS: readonly [Victim, ...Victim[]] = ["postgres", "gateway", "worker", "console"];

const PROGRAM: Record<Exclude<Victim, "postgres">, string> = {
  gateway: "dist/gateway.mjs",
  worker: "dist/worker.mjs",
  console: "next",
};

/** `kill -9` of one process of the stack, if it lives at this moment. Returns whether something was killed. */
export function killHard(stack: Stack, victim: Victim): boolean {
  const pid = victim === "postgres" ? postmaster(stack) : child(stack, PROGRAM[victim]);
  if (pid === undefined) return false;
  try {
    process.kill(pid, "SIGKILL");
    return true;
  } catch {
    return false;
  }
}

function postmaster(stack: Stack): number | undefined {
  try {
    return Number(readFileSync(path.join(stack.dataDir, "postgres/cluster/postmaster.pid"), "utf8").split("\n")[0]);
  } catch {
    return undefined;
  }
}

function child(stack: Stack, program: string): number | undefined {
  const rows = execFileSync("ps", ["-o", "pid=,args=", "--ppid", String(stack.supervisor.pid)], { encoding: "utf8" });
  const row = rows.split("\n").find((line) => line.includes(program));
  return row ? Number(row.trim().split(" ")[0]) : undefined;
}
