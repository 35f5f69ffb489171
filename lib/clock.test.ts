import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { movedNow, testFolderOf } from "./clock";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "kms-clock-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const WRITTEN = new Date("2026-11-22T04:00:00.000Z");

function setClock(text: string, writtenAt = WRITTEN) {
  const file = path.join(folder, "test-clock");
  writeFileSync(file, text);
  utimesSync(file, writtenAt, writtenAt);
}

describe("the clock of a test's data folder (decisions 20)", () => {
  it("is honoured only where the folder is marked", () => {
    expect(testFolderOf(folder)).toBe("none");
    writeFileSync(path.join(folder, "is-test"), "");
    expect(testFolderOf(folder)).toBe(folder);
  });

  it("is the system's while nobody has moved it", () => {
    expect(movedNow(folder, WRITTEN.getTime())).toEqual(WRITTEN);
  });

  it("stands at the time in the file when that is written, and runs on from there", () => {
    setClock("2027-01-31T15:59:59.000Z\n");
    expect(movedNow(folder, WRITTEN.getTime()).toISOString()).toBe("2027-01-31T15:59:59.000Z");
    expect(movedNow(folder, WRITTEN.getTime() + 1500).toISOString()).toBe("2027-01-31T16:00:00.500Z");
  });

  it("follows the file when it is written again", () => {
    setClock("2027-01-01T00:00:00.000Z");
    movedNow(folder, WRITTEN.getTime());
    const later = new Date(WRITTEN.getTime() + 1000);
    setClock("2028-01-01T00:00:00.000Z", later);
    expect(movedNow(folder, later.getTime()).toISOString()).toBe("2028-01-01T00:00:00.000Z");
  });

  it("is the system's when the file says no time", () => {
    setClock("tomorrow");
    expect(movedNow(folder, WRITTEN.getTime())).toEqual(WRITTEN);
  });
});
