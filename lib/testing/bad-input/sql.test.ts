import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

// S48: SQL is written down, never put together. Values go in as parameters of the tagged templates; the few names that
// cannot be parameters are literals of the files listed here, each looked at.
const root = fileURLToPath(new URL("../../../", import.meta.url));

const files = ["app", "components", "lib"].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .map((file) => join(folder, file))
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$|test-support|^lib\/(generated|testing)\//.test(file)),
);
const holding = (pattern: RegExp) =>
  files.filter((file) => pattern.test(readFileSync(join(root, file), "utf8"))).sort();

it("no query is made of a text", () => {
  expect(files.length).toBeGreaterThan(500);
  expect(holding(/\$(query|execute)RawUnsafe/)).toEqual([]);
});

it("what stands bare in a query is a literal of ours", () => {
  // The rows of a system backup go into tables and columns of the schema's own names, each quoted.
  const looked = ["lib/db/backup-read.sql.ts", "lib/db/system-backup.sql.ts", "lib/domain/audit/recorded-call.ts"];
  expect(holding(/Prisma\.raw\(/)).toEqual(looked);
});

it("no query of a driver is put together (pg's own calls take a text)", () => {
  // COPY takes no parameters: who calls it writes literals only (audit-chain.sql.ts).
  // Settings take none either: system-backup.sql.ts writes a number.
  const own = ["lib/db/copy-out.ts", "lib/db/system-backup.sql.ts"];
  // Statements about accounts take none: what is not a literal went through the driver's own escapeIdentifier, escapeId
  // or escapeLiteral, and names are letters, digits, _ and - before that (managed-types.ts).
  const targets = ["mysql", "postgresql-grants", "postgresql"].map((name) => `lib/external/targets/${name}.ts`);
  expect(holding(/\.query\(\s*[^)]*\$\{/)).toEqual([...own, ...targets]);
  expect(holding(/\.query\(\s*["'`][^"'`]*["'`]\s*\+/)).toEqual([]);
});

it("nothing of a text becomes code", () => {
  expect(holding(/\beval\(|new Function\(|dangerouslySetInnerHTML/)).toEqual([]);
});
