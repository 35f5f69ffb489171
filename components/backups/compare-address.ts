import { belowHref } from "./backup-address";
import { type SearchParams, single } from "./backups-address";

// The address of a comparison: two moments of the business clock, or one and now. Pure.

export const CHANGES = ["Added", "Deleted", "Rotated", "Changed"] as const;
export type Change = (typeof CHANGES)[number];

export interface CompareAddress {
  /** `2026-11-19T14:35` */
  from: string;
  /** Empty for now. */
  to: string;
  kind: "key" | "secret";
  change: Change | "";
  search: string;
  trail: readonly string[];
}

export function compareAddressOf(params: SearchParams): CompareAddress {
  const change = single(params.change);
  return {
    from: localOf(single(params.from)),
    to: localOf(single(params.to)),
    kind: single(params.kind) === "secret" ? "secret" : "key",
    change: CHANGES.find((known) => known === change) ?? "",
    search: single(params.search).trim().slice(0, 300),
    trail: [params.after ?? []].flat().slice(-40),
  };
}

export function compareHref(
  { region, backupId }: { region: string; backupId: string },
  { from = "", to = "", kind = "key", change = "", search = "", trail = [] }: Partial<CompareAddress>,
  opened: { panel?: "plan" } = {},
): string {
  return belowHref(region, backupId, "compare", {
    from,
    to,
    kind: kind === "secret" ? kind : "",
    change,
    search,
    after: trail,
    panel: opened.panel,
  });
}

/** Seconds, which some browsers send, are dropped. */
const localOf = (text: string) => /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.exec(text)?.[0] ?? "";
