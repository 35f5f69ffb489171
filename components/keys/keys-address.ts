import type { ShownKeyState } from "@/lib/domain/keys/key-state";
import type { KeyOffer } from "./key-offers";

// The address of the list: filter, page and what is open live in it, so that a reload and a link keep them. Pure.

/** KEY-40 */
const STATES: readonly ShownKeyState[] = ["Enabled", "Disabled", "PendingDeletion", "PendingImport", "Unavailable"];

export interface KeysAddress {
  instance: string;
  state: ShownKeyState | "";
  search: string;
  /** Cursors of the pages walked so far, this page's last: a keyset has no way back of its own. */
  trail: readonly string[];
}

export type SearchParams = Readonly<Record<string, string | string[] | undefined>>;

/** Longer walks begin anew when they go back: an address has its limits. */
const TRAIL_MAX = 40;

export function keysAddressOf(params: SearchParams): KeysAddress {
  const state = single(params.state);
  return {
    instance: single(params.instance).slice(0, 64),
    state: STATES.find((known) => known === state) ?? "",
    search: single(params.search).trim().slice(0, 300),
    trail: [params.after ?? []].flat().slice(-TRAIL_MAX),
  };
}

export function isFiltered({ instance, state, search }: KeysAddress): boolean {
  return instance !== "" || state !== "" || search !== "";
}

export interface Opened {
  panel?: "create" | "policy" | "explain" | KeyOffer;
  dialog?: KeyOffer;
  key?: string;
  alias?: string;
}

export function keysHref(region: string, address: KeysAddress, opened: Opened = {}): string {
  const query = new URLSearchParams();
  for (const name of ["instance", "state", "search"] as const) if (address[name]) query.set(name, address[name]);
  for (const cursor of address.trail) query.append("after", cursor);
  return withQuery(`/${region}/keys`, query, opened);
}

export function keyHref(region: string, keyId: string, opened: Opened = {}): string {
  return withQuery(`/${region}/keys/${keyId}`, new URLSearchParams(), opened);
}

export function single(value: string | string[] | undefined): string {
  return (Array.isArray(value) ? value[0] : value) ?? "";
}

function withQuery(path: string, query: URLSearchParams, opened: Opened): string {
  for (const [name, value] of Object.entries(opened)) if (value) query.set(name, value);
  return query.size > 0 ? `${path}?${query}` : path;
}
