import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

// How much JavaScript a page makes a browser fetch before it does anything.

const root = fileURLToPath(new URL("..", import.meta.url));
const STAMP = path.join(root, ".stamp/smallest-page.json");
/** Within the checkout, so that it finds the same packages. */
const APP = path.join(root, ".stamp/smallest-app");

/** The gzipped bytes of the scripts that a document names; those for browsers without modules are for none of today's. */
export function firstLoadOf(html: string, buildFolder = path.join(root, ".next")): number {
  const scripts = new Set<string>();
  for (const [tag] of html.matchAll(/<script\b[^>]*>/g)) {
    const source = /\bsrc="\/_next\/([^"?]+)/.exec(tag)?.[1];
    if (source && !/\bnomodule\b/i.test(tag)) scripts.add(source);
  }
  if (scripts.size === 0) throw new Error("the document names no script");
  const sizes = [...scripts].map((file) => gzipSync(readFileSync(path.join(buildFolder, file))).length);
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** The same of a page that says one word, built by the same Next once per version and kept. */
export function smallestFirstLoad(): number {
  const next = JSON.parse(readFileSync(path.join(root, "node_modules/next/package.json"), "utf8")) as {
    version: string;
  };
  const kept = readKept();
  if (kept?.version === next.version) return kept.bytes;
  writeApp();
  const env = { ...process.env, NODE_ENV: "production" as const, NEXT_TELEMETRY_DISABLED: "1" };
  execFileSync(process.execPath, [path.join(root, "node_modules/next/dist/bin/next"), "build"], { cwd: APP, env });
  const bytes = firstLoadOf(
    readFileSync(path.join(APP, ".next/server/app/index.html"), "utf8"),
    path.join(APP, ".next"),
  );
  writeFileSync(STAMP, JSON.stringify({ version: next.version, bytes }));
  rmSync(APP, { recursive: true });
  return bytes;
}

function readKept(): { version: string; bytes: number } | undefined {
  return existsSync(STAMP)
    ? (JSON.parse(readFileSync(STAMP, "utf8")) as { version: string; bytes: number })
    : undefined;
}

function writeApp() {
  rmSync(APP, { recursive: true, force: true });
  mkdirSync(path.join(APP, "app"), { recursive: true });
  const files = {
    "package.json": JSON.stringify({ private: true, type: "module" }),
    "next.config.js": `export default { turbopack: { root: ${JSON.stringify(root)} } };`,
    "app/layout.js":
      "export default function Layout({ children }) { return <html lang='en'><body>{children}</body></html>; }",
    "app/page.js": "export default function Page() { return <h1>Hello</h1>; }",
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(APP, name), text);
}
