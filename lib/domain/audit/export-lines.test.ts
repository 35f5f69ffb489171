import { expect, it } from "vitest";
import { CSV_HEAD, csvCell, csvLine, type ExportedEvent, ndjsonLine } from "./export-lines";

const EVENT: ExportedEvent = {
  id: "01a20191-3be8-7aba-b909-251e94eb8776",
  at: new Date("2026-11-22T04:00:00.123Z"),
  accountId: "1234567890123456",
  region: "cn-hangzhou",
  event: "DisableKey",
  source: "ApiCall",
  actor: "acs:ram::1234567890123456:user/ada",
  accessKeyId: null,
  sourceIp: "192.0.2.1",
  resource: "acs:kms:cn-hangzhou:1234567890123456:key/key-a",
  outcome: "Success",
  requestId: "r",
  detail: { from: "Enabled", list: ["a", "b"] },
  leaf: "ab",
  seq: "17",
  link: "cd",
};

it("S48: no cell of a CSV file is a formula, whatever a caller named", () => {
  for (const sign of ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"]) {
    const cell = csvCell(`${sign}HYPERLINK("http://x";"y")`);
    expect(cell.replace(/^"/, "")[0]).toBe("'");
  }
  expect(csvCell("a=b")).toBe("a=b");
});

it("quotes cells as RFC 4180 asks, so that a line is one event of as many cells as the head names", () => {
  expect(csvCell('say "a", b')).toBe('"say ""a"", b"');
  expect(csvCell("two\r\nlines")).toBe('"two\r\nlines"');
  expect(csvCell(" blank ")).toBe('" blank "');
  expect(CSV_HEAD.startsWith("\uFEFFat,event,")).toBe(true);
  const line = csvLine(EVENT);
  expect(line.endsWith("\r\n")).toBe(true);
  expect(line).toContain('"{""from"":""Enabled"",""list"":[""a"",""b""]}"');
  expect(line.replace(/"(?:[^"]|"")*"/g, "").split(",")).toHaveLength(CSV_HEAD.split(",").length);
});

it("writes NDJSON with everything that its leaf covers, and its place in the chain", () => {
  const line = ndjsonLine({ ...EVENT, event: "a\nb" });
  expect(line.match(/\n/g)).toHaveLength(1);
  expect(JSON.parse(line)).toEqual({ ...EVENT, event: "a\nb", at: "2026-11-22T04:00:00.123Z" });
});
