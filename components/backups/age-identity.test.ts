// @vitest-environment node
import { openAsBlob, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it } from "vitest";
import { recipientOf } from "@/lib/crypto/export-age";
import { makeAgeKeys, readFileHead } from "./age-identity";

it("makes a fresh age identity each time, and the recipient that belongs to it (BKP-124, S25)", async () => {
  const [one, two] = [await makeAgeKeys(), await makeAgeKeys()];
  expect(one.identity).toMatch(/^AGE-SECRET-KEY-1[0-9A-Z]{58}$/);
  expect(one.identity).not.toBe(two.identity);
  expect(await recipientOf(one.identity)).toBe(one.recipient);
});

it("reads no more than the head of ten gigabytes", async () => {
  const file = path.join(tmpdir(), `zeros-${process.pid}`);
  writeFileSync(file, "");
  truncateSync(file, 10 * 2 ** 30);
  try {
    const before = process.memoryUsage().rss;
    const head = await readFileHead(await openAsBlob(file));
    const grown = process.memoryUsage().rss - before;
    expect(Buffer.from(head).equals(Buffer.alloc(256 * 1024))).toBe(true);
    expect(grown).toBeLessThan(64 * 2 ** 20);
  } finally {
    rmSync(file);
  }
});
