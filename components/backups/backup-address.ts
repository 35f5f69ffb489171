import type { BackupTab } from "@/lib/domain/backups/list-backup-items";
import { type SearchParams, single } from "./backups-address";

// The address of a backup's Details: day, moment, tab, filter, place in the list and what is open. Pure.

/** The six tabs of BKP-80, in their order. */
export const TABS = [
  "fullKeys",
  "incrementalKeys",
  "rotatedKeys",
  "fullSecrets",
  "incrementalSecrets",
  "rotatedSecrets",
] as const satisfies readonly BackupTab[];

export interface BackupAddress {
  /** The chosen day; empty for the newest. */
  day: string;
  /** The chosen moment of the day, as the business clock shows it: `14:35`; empty for the day as a whole. */
  time: string;
  /** The calendar as drawn, or its numbers as a table. */
  view: "table" | "";
  /** The last month shown, where it is not the chosen day's: `2026-09`. */
  month: string;
  /** Empty for the first that has rows. */
  tab: BackupTab | "";
  search: string;
  /** Cursors of the pages walked so far, this page's last: a keyset has no way back of its own. */
  trail: readonly string[];
}

/** Longer walks begin anew when they go back: an address has its limits. */
const TRAIL_MAX = 40;

export function backupAddressOf(params: SearchParams): BackupAddress {
  const day = single(params.day);
  const month = single(params.month);
  const tab = single(params.tab);
  const time = single(params.time);
  return {
    day: isDay(day) ? day : "",
    time: /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/.test(time) ? time : "",
    view: single(params.view) === "table" ? "table" : "",
    month: isDay(`${month}-01`) ? month : "",
    tab: TABS.find((known) => known === tab) ?? "",
    search: single(params.search).trim().slice(0, 300),
    trail: [params.after ?? []].flat().slice(-TRAIL_MAX),
  };
}

export interface OpenedHere {
  panel?: "restore" | "plan";
  dialog?: "download" | "reset" | "delete" | "verify" | "drill";
  /** What is to be restored: creator and id, as the list's cursor names it. */
  item?: string;
  /** A plan of the chosen rows rather than of everything. */
  scope?: "selected";
}

export function backupHref(
  region: string,
  backupId: string,
  address: Partial<BackupAddress> = {},
  opened: OpenedHere = {},
): string {
  const { day = "", time = "", view = "", month = "", tab = "", search = "", trail = [] } = address;
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ day, time, view, month, tab, search }))
    if (value) query.set(name, value);
  for (const cursor of trail) query.append("after", cursor);
  for (const [name, value] of Object.entries(opened)) if (value) query.set(name, value);
  const path = `/${region}/backups/${backupId}`;
  return query.size > 0 ? `${path}?${query}` : path;
}

export const itemName = ({ accountId, id }: { accountId: string; id: string }) => `${accountId}:${id}`;

/** The pages below the details. */
export function belowHref(
  region: string,
  backupId: string,
  page: "runs" | "compare" | `restores/${string}` | `reports/${string}`,
  params: Readonly<Record<string, string | readonly string[] | undefined>> = {},
): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    for (const each of [value ?? []].flat()) if (each !== "") query.append(name, each);
  }
  const path = `/${region}/backups/${backupId}/${page}`;
  return query.size > 0 ? `${path}?${query}` : path;
}

/** A day that the calendar has: 2026-02-30 is none. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}
