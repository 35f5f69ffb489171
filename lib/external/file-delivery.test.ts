import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { makeFileDelivery } from "./file-delivery";

const root = mkdtempSync(path.join(tmpdir(), "kms-files-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const place = { accountId: "1234567890123456", folder: "siem", file: "2026-11-22.events.ndjson" };
const name = path.join(root, "deliveries", place.accountId, place.folder, place.file);
const files = makeFileDelivery(path.join(root, "deliveries"));
const append = (...lines: string[]) => files.append({ ...place, lines });

it("appends lines, in a folder that is for this user alone", async () => {
  expect(await append('{"seq":1}', '{"seq":2}')).toMatchObject({ ok: true });
  expect(await append('{"seq":3}')).toMatchObject({ ok: true });
  expect(readFileSync(name, "utf8")).toBe('{"seq":1}\n{"seq":2}\n{"seq":3}\n');
  expect(statSync(name).mode & 0o777).toBe(0o600);
  expect(statSync(path.dirname(name)).mode & 0o777).toBe(0o700);
});

it.each([10, 70_000, 200_000])("cuts off a torn last line of %d bytes before it goes on", async (length) => {
  writeFileSync(name, '{"seq":1}\n');
  appendFileSync(name, "x".repeat(length));
  await append('{"seq":2}');
  expect(readFileSync(name, "utf8")).toBe('{"seq":1}\n{"seq":2}\n');
});

it("begins anew where the torn line is all there is, and where there is nothing", async () => {
  writeFileSync(name, '{"se');
  await append('{"seq":1}');
  expect(readFileSync(name, "utf8")).toBe('{"seq":1}\n');
  writeFileSync(name, "");
  await append('{"seq":1}');
  expect(readFileSync(name, "utf8")).toBe('{"seq":1}\n');
});

it("gives the first line once it is whole", async () => {
  const first = () => files.firstLine(place);
  rmSync(name);
  expect(await first()).toEqual({ ok: true, line: null });
  writeFileSync(name, "torn");
  expect(await first()).toEqual({ ok: true, line: null });
  writeFileSync(name, "header\npart\n");
  expect(await first()).toEqual({ ok: true, line: "header" });
});

it("says that it cannot write where something else is in its way", async () => {
  writeFileSync(path.join(root, "in-the-way"), "");
  const blocked = makeFileDelivery(path.join(root, "in-the-way", "deliveries"));
  expect(await blocked.append({ ...place, lines: ["{}"] })).toEqual({ ok: false, error: "NotWritable" });
  expect(await blocked.firstLine(place)).toEqual({ ok: false, error: "NotWritable" });
  expect(readdirSync(root).sort()).toEqual(["deliveries", "in-the-way"]);
});
