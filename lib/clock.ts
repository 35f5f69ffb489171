import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { env } from "./env";

/**
 * Business time (decisions 14): the system's clock, except in a data folder that is marked as a test's, where the file
 * `test-clock` may hold the time that it was at the moment the file was written (decisions 20). It runs on from there.
 * A data folder without the mark can never have its clock moved.
 */
export function systemNow(): Date {
  testFolder ??= testFolderOf(env().dataDir);
  return testFolder === "none" ? new Date() : movedNow(testFolder, Date.now());
}

/** The clock of leases' neighbours: never moved. For measuring it against the database's only. */
export const wallClock = (): number => Date.now();

let testFolder: string | undefined;

/** The folder, if it is marked as a test's. */
export const testFolderOf = (dataDir: string): string => (isFile(path.join(dataDir, "is-test")) ? dataDir : "none");

let read: { file: string; changedMs: number; offsetMs: number } | undefined;

/** One `stat` per call; the file is read when it has changed. A file that says no time is not obeyed. */
export function movedNow(folder: string, wallMs: number): Date {
  const file = path.join(folder, "test-clock");
  const changedMs = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  if (changedMs === undefined) return new Date(wallMs);
  if (read?.file !== file || read.changedMs !== changedMs) {
    const setTo = Date.parse(readFileSync(file, "utf8").trim());
    if (Number.isNaN(setTo)) return new Date(wallMs);
    read = { file, changedMs, offsetMs: setTo - changedMs };
  }
  return new Date(wallMs + read.offsetMs);
}

function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}
