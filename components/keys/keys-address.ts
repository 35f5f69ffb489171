import { SPECS } from "@/lib/domain/keys/key-spec-rules";
import type { ShownKeyState } from "@/lib/domain/keys/key-state";
import type { KeyView } from "@/lib/domain/keys/key-view";
import type { BulkCall } from "./bulk-items";
import type { KeyOffer } from "./key-offers";

// The address of the list: filter, page and what is open live in it, so that a reload and a link keep them. Pure.

/** KEY-94: what is chosen from a few. The names are those of the address. */
export const CHOICES = {
  state: ["Enabled", "Disabled", "PendingDeletion", "PendingImport", "Unavailable"] satisfies ShownKeyState[],
  spec: SPECS satisfies KeyView["spec"][],
  usage: ["ENCRYPT_DECRYPT", "SIGN_VERIFY", "GENERATE_VERIFY_MAC"] satisfies KeyView["usage"][],
  level: ["SOFTWARE", "HSM", "EXTERNAL"] satisfies KeyView["protectionLevel"][],
} as const;
export type Choice = keyof typeof CHOICES;

/** KEY-94: what is typed; several are separated by commas, which stand in none of them (KEY-80, KEY-83). */
export const TYPED = ["aliasPrefix", "keyId", "tag", "tagValue", "creator"] as const;
export type Typed = (typeof TYPED)[number];

export type FilterName = Choice | Typed;

export type KeysAddress = { [Name in Choice]: readonly (typeof CHOICES)[Name][number][] } & {
  [Name in Typed]: readonly string[];
} & {
  instance: string;
  search: string;
  /** Cursors of the pages walked so far, this page's last: a keyset has no way back of its own. */
  trail: readonly string[];
};

export type SearchParams = Readonly<Record<string, string | string[] | undefined>>;

/** Longer walks begin anew when they go back: an address has its limits. */
const TRAIL_MAX = 40;
/** KEY-94: of one name. */
const VALUES_MAX = 10;
const FILTERS: readonly FilterName[] = ["state", "spec", "usage", "level", ...TYPED];

export function keysAddressOf(params: SearchParams): KeysAddress {
  const chosen = <Name extends Choice>(name: Name) => {
    const asked = [params[name] ?? []].flat();
    const known: readonly (typeof CHOICES)[Name][number][] = CHOICES[name];
    return known.filter((one) => asked.includes(one)).slice(0, VALUES_MAX);
  };
  const typed = (name: Typed) => {
    const parts = [params[name] ?? []].flat().flatMap((text) => text.split(","));
    return [...new Set(parts.map((part) => part.trim().slice(0, 300)))].filter(Boolean).slice(0, VALUES_MAX);
  };
  return {
    instance: single(params.instance).slice(0, 64),
    search: single(params.search).trim().slice(0, 300),
    state: chosen("state"),
    spec: chosen("spec"),
    usage: chosen("usage"),
    level: chosen("level"),
    aliasPrefix: typed("aliasPrefix"),
    keyId: typed("keyId"),
    tag: typed("tag"),
    tagValue: typed("tagValue"),
    creator: typed("creator"),
    trail: [params.after ?? []].flat().slice(-TRAIL_MAX),
  };
}

/** Each value that narrows the list, beside the instance and the search field. */
export function filtersOf(address: KeysAddress): { name: FilterName; value: string }[] {
  return FILTERS.flatMap((name) => address[name].map((value) => ({ name, value })));
}

/** The first page without that value. */
export function without(address: KeysAddress, gone: { name: FilterName; value: string }): KeysAddress {
  return { ...address, [gone.name]: address[gone.name].filter((value) => value !== gone.value), trail: [] };
}

/** The first page of the same instance and search, without any other filter. */
export function unfiltered({ instance, search }: KeysAddress): KeysAddress {
  return { ...keysAddressOf({}), instance, search };
}

export function isFiltered(address: KeysAddress): boolean {
  return address.instance !== "" || address.search !== "" || filtersOf(address).length > 0;
}

export interface Opened {
  panel?: "create" | "policy" | "explain" | KeyOffer | BulkCall;
  dialog?: KeyOffer;
  key?: string;
  alias?: string;
  version?: string;
}

export function keysHref(region: string, address: KeysAddress, opened: Opened = {}): string {
  const query = new URLSearchParams();
  for (const name of ["instance", "search"] as const) if (address[name]) query.set(name, address[name]);
  for (const { name, value } of filtersOf(address)) query.append(name, value);
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
