import { csvCell } from "../audit/export-lines";
import type { RestoreItemView } from "./list-restore-items";

// The items of a restore as they leave in a file: one line each, for spreadsheets or programs. Pure.

const COLUMNS = [
  "kind",
  "id",
  "accountId",
  "units",
  "verdict",
  "added",
  "state",
  "errorCode",
  "warnings",
  "encryptionKeyId",
  "principals",
  "principalsGone",
  "endedAt",
] as const;

/** With the mark by which spreadsheets know UTF-8. */
export const RESTORE_CSV_HEAD = `\uFEFF${COLUMNS.join(",")}\r\n`;

export function restoreCsvLine(item: RestoreItemView): string {
  const cells: Record<(typeof COLUMNS)[number], string> = {
    kind: item.kind,
    id: item.id,
    accountId: item.accountId,
    units: String(item.units),
    verdict: item.verdict,
    added: String(item.added),
    state: item.state,
    errorCode: item.errorCode ?? "",
    warnings: item.warnings
      .map((warning) => (warning.code === "AliasTaken" ? `AliasTaken ${warning.name}` : warning.code))
      .join("; "),
    encryptionKeyId: item.encryptionKeyId ?? "",
    principals: item.grants.principals.join("; "),
    principalsGone: item.grants.gone.join("; "),
    endedAt: item.endedAt?.toISOString() ?? "",
  };
  return `${COLUMNS.map((column) => csvCell(cells[column])).join(",")}\r\n`;
}
