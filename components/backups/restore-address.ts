import { belowHref } from "./backup-address";
import { type SearchParams, single } from "./backups-address";

// The address of a restore: one page for its plan, its progress and its report. Pure.

export const SHOWS = ["all", "restore", "blocked", "added", "restored", "failed", "warned"] as const;
export type Show = (typeof SHOWS)[number];

export interface RestoreAddress {
  show: Show;
  kind: "key" | "secret" | "";
  search: string;
  trail: readonly string[];
}

export function restoreAddressOf(params: SearchParams): RestoreAddress {
  const show = single(params.show);
  const kind = single(params.kind);
  return {
    show: SHOWS.find((known) => known === show) ?? "all",
    kind: kind === "key" || kind === "secret" ? kind : "",
    search: single(params.search).trim().slice(0, 300),
    trail: [params.after ?? []].flat().slice(-40),
  };
}

export type RestoreDialog = "start" | "stop" | "resume" | "discard" | "again" | "retry";

export function restoreHref(
  restore: { region: string; backupId: string; restoreId: string },
  { show = "all", kind = "", search = "", trail = [] }: Partial<RestoreAddress> = {},
  dialog?: RestoreDialog,
): string {
  const { region, backupId, restoreId } = restore;
  return belowHref(region, backupId, `restores/${restoreId}`, {
    show: show === "all" ? "" : show,
    kind,
    search,
    after: trail,
    dialog,
  });
}
