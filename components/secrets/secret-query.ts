import type { SecretFilter } from "@/lib/domain/secrets/list-secrets";

/** What the address of the Secrets page asks for (SEC-50, SEC-54). Empty is everything. */
export interface SecretQuery {
  /** What the name begins with. */
  search: string;
  instance: string;
  state: "" | "Enabled" | "PendingDeletion";
  /** `name` or `name=value` */
  tag: string;
  /** Cursors of the pages walked so far, this page's last: a keyset has no way back of its own. */
  trail: readonly string[];
}

/** Longer walks begin anew when they go back: an address has its limits. */
const TRAIL_MAX = 40;

type Search = Readonly<Record<string, string | string[] | undefined>>;

export function readQuery(search: Search): SecretQuery {
  const { state } = search;
  return {
    search: textOf(search.search),
    instance: textOf(search.instance),
    state: state === "Enabled" || state === "PendingDeletion" ? state : "",
    tag: textOf(search.tag),
    trail: [search.after ?? []].flat().slice(-TRAIL_MAX),
  };
}

/** The address of the list that a query asks for; `trail` is replaced to turn a page. */
export function listHref(region: string, query: SecretQuery, trail: readonly string[] = query.trail): string {
  const set = new URLSearchParams();
  for (const name of ["search", "instance", "state", "tag"] as const) if (query[name]) set.set(name, query[name]);
  for (const cursor of trail) set.append("after", cursor);
  return set.size > 0 ? `/${region}/secrets?${set}` : `/${region}/secrets`;
}

/** Longer than anything that can be found is cut, not refused: the reader then sees that nothing matches. */
function textOf(value: string | string[] | undefined): string {
  return typeof value === "string" ? value.slice(0, 200) : "";
}

export function isFiltered({ search, instance, state, tag }: SecretQuery): boolean {
  return Boolean(search || instance || state || tag);
}

export function filterOf({ search, instance, state, tag }: SecretQuery): SecretFilter {
  const [tagName, tagValue] = splitTag(tag);
  return {
    ...(search && { names: [search] }),
    ...(instance && { instanceIds: [instance] }),
    ...(state && { state }),
    ...(tagName && { tagNames: [tagName] }),
    ...(tagValue && { tagValues: [tagValue] }),
  };
}

/** At the first `=`: a name may hold one too, but then only the whole can be meant. */
function splitTag(tag: string): [name: string, value: string] {
  const at = tag.indexOf("=", 1);
  return at < 0 ? [tag, ""] : [tag.slice(0, at), tag.slice(at + 1)];
}
