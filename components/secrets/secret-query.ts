import type { SecretFilter } from "@/lib/domain/secrets/list-secrets";
import type { SecretType } from "@/lib/domain/secrets/managed-rules";

/** SEC-01: the tabs of the Secrets page, and the types that each shows. */
export const TAB_TYPES = {
  generic: ["Generic"],
  ram: ["RAMCredentials"],
  database: ["Rds", "PolarDB", "Redis"],
  ecs: ["ECS"],
} as const satisfies Record<string, readonly SecretType[]>;
export type SecretTab = keyof typeof TAB_TYPES;

export function tabOf(type: SecretType): SecretTab {
  if (type === "Generic") return "generic";
  if (type === "RAMCredentials") return "ram";
  return type === "ECS" ? "ecs" : "database";
}

const ROTATIONS = ["Enabled", "Disabled", "Invalid", "Rotating"] as const;

/** What the address of the Secrets page asks for (SEC-50, SEC-54). Empty is everything. */
export interface SecretQuery {
  tab: SecretTab;
  /** What the name begins with. */
  search: string;
  instance: string;
  state: "" | "Enabled" | "PendingDeletion";
  /** Of managed secrets. */
  rotation: "" | (typeof ROTATIONS)[number];
  /** One of the tab's types. */
  type: "" | SecretType;
  /** `name` or `name=value` */
  tag: string;
  /** ID or alias of the encryption key. */
  key: string;
  /** Cursors of the pages walked so far, this page's last: a keyset has no way back of its own. */
  trail: readonly string[];
}

/** Longer walks begin anew when they go back: an address has its limits. */
const TRAIL_MAX = 40;
const FILTERS = ["search", "instance", "state", "rotation", "type", "tag", "key"] as const;

type Search = Readonly<Record<string, string | string[] | undefined>>;

export function readQuery(search: Search): SecretQuery {
  const tab =
    typeof search.tab === "string" && Object.hasOwn(TAB_TYPES, search.tab) ? (search.tab as SecretTab) : "generic";
  const types: readonly SecretType[] = TAB_TYPES[tab];
  return {
    tab,
    search: textOf(search.search),
    instance: textOf(search.instance),
    state: oneOf(["Enabled", "PendingDeletion"], search.state),
    rotation: tab === "generic" ? "" : oneOf(ROTATIONS, search.rotation),
    type: types.length > 1 ? oneOf(types, search.type) : "",
    tag: textOf(search.tag),
    key: textOf(search.key),
    trail: [search.after ?? []].flat().slice(-TRAIL_MAX),
  };
}

/** The address of the list that a query asks for; `trail` is replaced to turn a page. */
export function listHref(region: string, query: SecretQuery, trail: readonly string[] = query.trail): string {
  const set = new URLSearchParams();
  if (query.tab !== "generic") set.set("tab", query.tab);
  for (const name of FILTERS) if (query[name]) set.set(name, query[name]);
  for (const cursor of trail) set.append("after", cursor);
  return set.size > 0 ? `/${region}/secrets?${set}` : `/${region}/secrets`;
}

/** The whole of a tab. */
export function tabHref(region: string, tab: SecretTab, filter: Partial<SecretQuery> = {}): string {
  return listHref(region, { ...readQuery({ tab }), ...filter });
}

/** Longer than anything that can be found is cut, not refused: the reader then sees that nothing matches. */
function textOf(value: string | string[] | undefined): string {
  return typeof value === "string" ? value.slice(0, 200) : "";
}

function oneOf<T extends string>(choices: readonly T[], value: unknown): T | "" {
  return choices.find((choice) => choice === value) ?? "";
}

export function isFiltered(query: SecretQuery): boolean {
  return FILTERS.some((name) => query[name] !== "");
}

/** `keyId`: what the query's key stands for, where it is an alias. */
export function filterOf(query: SecretQuery, keyId: string = query.key): SecretFilter {
  const { tab, search, instance, state, rotation, type, tag } = query;
  const [tagName, tagValue] = splitTag(tag);
  return {
    types: type ? [type] : [...TAB_TYPES[tab]],
    ...(search && { names: [search] }),
    ...(instance && { instanceIds: [instance] }),
    ...(state && { state }),
    ...(rotation && { rotation }),
    ...(keyId && { encryptionKeyIds: [keyId] }),
    ...(tagName && { tagNames: [tagName] }),
    ...(tagValue && { tagValues: [tagValue] }),
  };
}

/** At the first `=`: a name may hold one too, but then only the whole can be meant. */
function splitTag(tag: string): [name: string, value: string] {
  const at = tag.indexOf("=", 1);
  return at < 0 ? [tag, ""] : [tag.slice(0, at), tag.slice(at + 1)];
}
