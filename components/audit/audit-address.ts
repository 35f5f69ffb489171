const TEXTS = ["event", "resource", "actor", "outcome", "ip", "in", "source", "request"] as const;
const TIMES = ["from", "to"] as const;

/** What the address of the audit page asks for. Empty is everything; times are the business clock's. */
export type AuditQuery = Record<(typeof TEXTS)[number] | (typeof TIMES)[number], string> & {
  /** Cursors of the pages walked so far, this page's last: a keyset has no way back of its own. */
  trail: readonly string[];
};

type Search = Readonly<Record<string, string | string[] | undefined>>;

/** Longer walks begin anew when they go back: an address has its limits. */
const TRAIL_MAX = 40;
const TEXT_MAX = 512;

export function readAuditQuery(search: Search): AuditQuery {
  const texts = [...TEXTS, ...TIMES].map((name) => {
    const value = search[name];
    return [name, typeof value === "string" ? value.trim().slice(0, TEXT_MAX) : ""] as const;
  });
  const named = Object.fromEntries(texts) as Omit<AuditQuery, "trail">;
  return { ...named, trail: [search.after ?? []].flat().slice(-TRAIL_MAX) };
}

/** The address of the list that a query asks for; `more` opens a panel over it. */
export function auditHref(
  region: string,
  query: Partial<AuditQuery>,
  more: Readonly<Record<string, string | undefined>> = {},
): string {
  const set = searchOf(query);
  for (const cursor of query.trail ?? []) set.append("after", cursor);
  for (const [name, value] of Object.entries(more)) if (value) set.set(name, value);
  return set.size > 0 ? `/${region}/audit?${set}` : `/${region}/audit`;
}

/** The events of one thing, for its page. */
export const eventsOfHref = (region: string, resource: string): string => auditHref(region, { resource });

/** Where the file of a query is; `region` is the console's, to come back to. */
export function exportHref(region: string, query: AuditQuery, format: "ndjson" | "csv"): string {
  const set = searchOf(query);
  set.set("format", format);
  set.set("console", region);
  return `/api/console/audit-events?${set}`;
}

function searchOf(query: Partial<AuditQuery>): URLSearchParams {
  const set = new URLSearchParams();
  for (const name of [...TIMES, ...TEXTS]) {
    const value = query[name];
    if (value) set.set(name, value);
  }
  return set;
}

export const isFiltered = (query: AuditQuery): boolean => [...TEXTS, ...TIMES].some((name) => query[name] !== "");
