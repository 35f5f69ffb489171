import type { BackupView } from "@/lib/domain/backups/backup-view";
import { type ShownBackupState, shownState } from "./shown-state";

// The address of the list: tab, filter and what is open live in it, so that a reload and a link keep them. Pure.

/** Each is a tab (BKP-10). */
export const TYPES = ["SystemCreated", "Default", "Paid", "Upload"] as const satisfies readonly BackupView["type"][];
export const STATUSES = [
  "Enabled",
  "Available",
  "Late",
  "RunFailed",
  "Damaged",
  "DrillFailed",
  "Expired",
  "Disabled",
  "Resetting",
] as const satisfies readonly ShownBackupState[];

export interface BackupsAddress {
  type: (typeof TYPES)[number] | "";
  status: (typeof STATUSES)[number] | "";
  /** Source instance. */
  object: string;
  search: string;
}

export type SearchParams = Readonly<Record<string, string | string[] | undefined>>;

export function backupsAddressOf(params: SearchParams): BackupsAddress {
  const type = single(params.type);
  const status = single(params.status);
  return {
    type: TYPES.find((known) => known === type) ?? "",
    status: STATUSES.find((known) => known === status) ?? "",
    object: single(params.object).slice(0, 64),
    search: single(params.search).trim().slice(0, 300),
  };
}

/** What lies over the list; but for `upload` with the `backup` that it is about. */
export interface Opened {
  panel?: "enable" | "upload";
  dialog?: "reset" | "download" | "delete";
  backup?: string;
}

export function backupsHref(region: string, address: BackupsAddress, opened: Opened = {}): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...address, ...opened })) if (value) query.set(name, value);
  return query.size > 0 ? `/${region}/backups?${query}` : `/${region}/backups`;
}

export function isFiltered({ status, object, search }: BackupsAddress): boolean {
  return status !== "" || object !== "" || search !== "";
}

/** `names` are those of the source instances; a search looks at alias, ID and source (BKP-64). */
export function matching(
  backups: readonly BackupView[],
  { type, status, object, search }: BackupsAddress,
  names: ReadonlyMap<string, string>,
): BackupView[] {
  const wanted = search.toLowerCase();
  return backups.filter((backup) => {
    const source = backup.sourceInstanceId ?? "";
    const texts = [backup.alias ?? "", backup.backupId, source, names.get(source) ?? ""];
    return (
      (type === "" || backup.type === type) &&
      (status === "" || shownState(backup) === status) &&
      (object === "" || source === object) &&
      texts.some((text) => text.toLowerCase().includes(wanted))
    );
  });
}

export function single(value: string | string[] | undefined): string {
  return (Array.isArray(value) ? value[0] : value) ?? "";
}
