/** Addresses of the Secrets pages. A name may hold `/`, or be `..`, so it is never part of a path (SEC-04). */

export function secretHref(
  region: string,
  secret: string,
  query: Readonly<Record<string, string | undefined>> = {},
): string {
  return withQuery(`/${region}/secrets/details`, { secret, ...query });
}

/** `href` with more in its query. */
export function withQuery(href: string, query: Readonly<Record<string, string | undefined>>): string {
  const set = Object.entries(query).filter((entry): entry is [string, string] => Boolean(entry[1]));
  if (set.length === 0) return href;
  return `${href}${href.includes("?") ? "&" : "?"}${new URLSearchParams(set)}`;
}
