import type { EventRow } from "@/lib/db/audit-list.sql";

/** An event as it leaves: all of its columns, its leaf, and its place in the chain where it has one. */
export type ExportedEvent = Omit<EventRow, "leaf"> & { leaf: string; seq: string | null; link: string | null };

const COLUMNS = [
  "at",
  "event",
  "resource",
  "actor",
  "outcome",
  "sourceIp",
  "region",
  "source",
  "accessKeyId",
  "accountId",
  "requestId",
  "id",
  "detail",
  "seq",
  "leaf",
  "link",
] as const satisfies readonly (keyof ExportedEvent)[];

/** With the mark by which spreadsheets know UTF-8. */
export const CSV_HEAD = `\uFEFF${COLUMNS.join(",")}\r\n`;

export function ndjsonLine(event: ExportedEvent): string {
  return `${JSON.stringify({ ...event, at: event.at.toISOString() })}\n`;
}

export function csvLine(event: ExportedEvent): string {
  return `${COLUMNS.map((column) => csvCell(textOf(event[column]))).join(",")}\r\n`;
}

function textOf(value: ExportedEvent[keyof ExportedEvent]): string {
  if (value === null) return "";
  if (typeof value === "string") return value;
  return value instanceof Date ? value.toISOString() : JSON.stringify(value);
}

/** What a spreadsheet takes for the beginning of a formula, wide forms of the signs included. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

/** RFC 4180, and no cell is a formula (S48): one that would begin as such begins with an apostrophe. */
export function csvCell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
}
