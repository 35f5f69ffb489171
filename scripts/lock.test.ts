import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { lockOwner, tryLock } from "./lock.mjs";

const folder = mkdtempSync(path.join(tmpdir(), "kms-lock-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function taken(lock: ReturnType<typeof tryLock>) {
  if ("heldBy" in lock) throw new Error(`held by ${lock.heldBy}`);
  return lock;
}

describe("lock files", () => {
  it("belong to one living process and name it", () => {
    const file = path.join(folder, "one");
    const lock = taken(tryLock(file));
    expect(tryLock(file)).toEqual({ heldBy: process.pid });
    lock.release();
    expect(existsSync(file)).toBe(false);
    taken(tryLock(file)).release();
  });

  it("do not outlive an owner that was killed", async () => {
    const file = path.join(folder, "killed");
    const module = new URL("./lock.mjs", import.meta.url).href;
    const code = `const { tryLock } = await import(${JSON.stringify(module)}); tryLock(${JSON.stringify(file)});
      console.log("locked"); setInterval(() => {}, 1000);`;
    const owner = spawn(process.execPath, ["--input-type=module", "-e", code], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(owner.stdout, "data");
    expect(lockOwner(file)).toBe(owner.pid);
    owner.kill("SIGKILL");
    await once(owner, "exit");
    expect(taken(tryLock(file)).wasStale).toBe(true);
  });

  it("are not held by another process that got the same id", () => {
    const file = path.join(folder, "recycled");
    writeFileSync(file, JSON.stringify({ pid: process.pid, started: "1" }));
    expect(lockOwner(file)).toBeUndefined();
    expect(taken(tryLock(file)).wasStale).toBe(true);
  });

  it("that are damaged are stale", () => {
    const file = path.join(folder, "damaged");
    writeFileSync(file, "");
    expect(taken(tryLock(file)).wasStale).toBe(true);
  });
});
