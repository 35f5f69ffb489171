import type { APIRequestContext } from "@playwright/test";

/** An address of each kind that can be reached, by what is the same in all of its kind. */
export type Visited = Map<string, { path: string; html: string }>;

/** Names of system policies too, whose pages differ in nothing but the policy. */
const IDS = /\b(?:key|kst|bkp|ord)-[a-z0-9]{10,}|\bAliyun[A-Za-z]+Access\b/g;

/** Follows every link below the prefixes, those of rows' menus and of panels and dialogs too, as the requests' user. */
export async function crawl(
  request: APIRequestContext,
  starts: readonly string[],
  prefixes: readonly string[],
): Promise<Visited> {
  const visited: Visited = new Map();
  const queue = [...starts];
  for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
    const kind = kindOf(path);
    if (visited.has(kind)) continue;
    const html = await (await request.get(path)).text();
    visited.set(kind, { path, html });
    queue.push(...linksIn(html).filter((link) => prefixes.some((prefix) => link.startsWith(prefix))));
  }
  return visited;
}

/**
 * `/cn-hangzhou/keys/key-…?try=…` → `/cn-hangzhou/keys/*?try`. A panel or dialog is one thing, over whatever page of its
 * noun it stands: `/cn-hangzhou/keys dialog=disable`.
 */
export function kindOf(path: string): string {
  const { pathname, searchParams } = new URL(path, "http://console");
  for (const name of ["panel", "dialog"]) {
    const opened = searchParams.get(name);
    const place = pathname.split("/");
    if (opened) return `${place.slice(0, place[2] === "ram" ? 4 : 3).join("/")} ${name}=${opened}`;
  }
  const names = [...new Set(searchParams.keys())].sort();
  const query = names.map((name) => (name === "tab" ? `tab=${searchParams.get(name)}` : name)).join("&");
  return `${pathname.replace(IDS, "*")}${query ? `?${query}` : ""}`;
}

/** Of the document's own anchors, and of the links that wait in its scripts for a menu to be opened. */
function linksIn(html: string): string[] {
  const links = [...html.matchAll(/href(?:=|\\":\\)"(\/(?!_next\/)[^"\\]*(?:\\+u0026[^"\\]*)*)/g)];
  return links.map(([, link = ""]) =>
    link
      .replaceAll("&amp;", "&")
      .replace(/\\+u0026/g, "&")
      .replace(/#.*$/, ""),
  );
}
