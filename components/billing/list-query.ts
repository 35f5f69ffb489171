// What the address of a list of money asks for: named fields, empty where they say nothing, and the way through its pages.

export interface ListQuery<Name extends string = string> {
  set: Readonly<Record<Name, string>>;
  /** Cursors of the pages walked so far, this page's last: a keyset has no way back of its own. */
  trail: readonly string[];
}

type Search = Readonly<Record<string, string | string[] | undefined>>;

/** Longer walks begin anew when they go back: an address has its limits. */
const TRAIL_MAX = 40;
const TEXT_MAX = 64;

export function readListQuery<Name extends string>(search: Search, names: readonly Name[]): ListQuery<Name> {
  const texts = names.map((name) => {
    const value = search[name];
    return [name, typeof value === "string" ? storable(value).trim().slice(0, TEXT_MAX) : ""] as const;
  });
  const set = Object.fromEntries(texts) as Record<Name, string>; // every name, by the map above
  return { set, trail: [search.after ?? []].flat().slice(-TRAIL_MAX).map(storable) };
}

/** No text in the database holds a NUL, and none can be looked for. */
const storable = (text: string) => text.replaceAll("\0", "");

/** `more` opens a dialog over the list. */
export function listHref(path: string, { set, trail }: ListQuery, more: Readonly<Record<string, string>> = {}): string {
  const search = new URLSearchParams(Object.entries({ ...set }).filter(([, value]) => value));
  for (const cursor of trail) search.append("after", cursor);
  for (const [name, value] of Object.entries(more)) search.set(name, value);
  return search.size > 0 ? `${path}?${search}` : path;
}

export const isFiltered = ({ set }: ListQuery): boolean => Object.values(set).some((value) => value !== "");

export function pageLinks(path: string, query: ListQuery, next: string | null) {
  const at = (trail: readonly string[]) => listHref(path, { ...query, trail });
  return {
    previousHref: query.trail.length > 0 ? at(query.trail.slice(0, -1)) : undefined,
    nextHref: next === null ? undefined : at([...query.trail, next]),
  };
}

/** A day of the business calendar as a date field sends it; what is none, or no day of this business, says nothing. */
export function dayOf(typed: string): string | undefined {
  if (typed < "1900" || typed >= "3000") return undefined; // the database has no year 0, a date's text none past 9999
  const at = /^\d{4}-\d{2}-\d{2}$/.test(typed) ? Date.parse(`${typed}T00:00:00Z`) : Number.NaN;
  return Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== typed ? undefined : typed;
}

/** One of the words that a field may say. */
export const wordOf = <Word extends string>(typed: string, words: readonly Word[]): Word | undefined =>
  words.find((word) => word === typed);
