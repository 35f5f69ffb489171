/** Addresses of the pages of identities. Names hold nothing that a path cannot (`assertName`). */

export type RamNoun = "users" | "groups" | "roles" | "policies";
type Search = Readonly<Record<string, string | string[] | undefined>>;

export function ramHref(region: string, noun: RamNoun, name?: string): string {
  return name === undefined ? `/${region}/ram/${noun}` : `/${region}/ram/${noun}/${encodeURIComponent(name)}`;
}

/** `href` with more in its query. */
export function withQuery(href: string, query: Readonly<Record<string, string>>): string {
  return `${href}${href.includes("?") ? "&" : "?"}${new URLSearchParams(query)}`;
}

/** What the address of a list asks for. */
export interface RamQuery {
  search: string;
  /** Of policies. */
  type: "System" | "Custom";
  /** Cursors of the pages walked so far, this page's last: a keyset has no way back of its own. */
  trail: readonly string[];
}

/** Longer walks begin anew when they go back: an address has its limits. */
const TRAIL_MAX = 40;

export function readQuery(search: Search): RamQuery {
  return {
    search: typeof search.search === "string" ? search.search.slice(0, 128) : "",
    type: search.type === "System" ? "System" : "Custom",
    trail: [search.after ?? []].flat().slice(-TRAIL_MAX),
  };
}

export function listHref(region: string, noun: RamNoun, query: RamQuery, trail = query.trail): string {
  const set = new URLSearchParams();
  if (query.type === "System") set.set("type", query.type);
  if (query.search) set.set("search", query.search);
  for (const cursor of trail) set.append("after", cursor);
  return set.size > 0 ? `${ramHref(region, noun)}?${set}` : ramHref(region, noun);
}
