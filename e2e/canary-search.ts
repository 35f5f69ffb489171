import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import pg from "pg";

// Looks for secret bytes in every form in which a careless hand would have left them.

export interface Canary {
  name: string;
  bytes: Buffer;
}

interface Needle {
  name: string;
  bytes: Buffer;
}

/** By their first two bytes: thousands of needles cost one walk over what is searched. */
type Needles = readonly (readonly Needle[] | undefined)[];

/** Raw, UTF-16 of both orders, hex, and base64 wherever the bytes begin within what was encoded. */
export function needlesOf(canaries: readonly Canary[]): Needles {
  const byStart = new Array<Needle[] | undefined>(65_536).fill(undefined);
  for (const needle of canaries.flatMap(formsOf)) {
    const start = needle.bytes.readUInt16LE(0);
    byStart[start] = [...(byStart[start] ?? []), needle];
  }
  return byStart;
}

function formsOf({ name, bytes }: Canary): Needle[] {
  if (bytes.length < 12) throw new Error(`${name} is short enough to be anywhere by chance`);
  const wide = Buffer.from(bytes.toString("latin1"), "utf16le");
  const hex = bytes.toString("hex");
  const texts = {
    hex,
    "upper-case hex": hex.toUpperCase(),
    ...base64Of(bytes, "base64"),
    ...base64Of(bytes, "base64url"),
  };
  return [
    { name: `${name}, raw`, bytes },
    { name: `${name}, UTF-16LE`, bytes: wide },
    { name: `${name}, UTF-16BE`, bytes: Buffer.from(wide).swap16() },
    ...Object.entries(texts).map(([form, text]) => ({ name: `${name}, ${form}`, bytes: Buffer.from(text, "latin1") })),
  ];
}

/** The characters that do not depend on what stands before and after. */
function base64Of(bytes: Buffer, form: "base64" | "base64url"): Record<string, string> {
  const texts = [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString(form);
    const end = Math.floor(((before + bytes.length) * 8) / 6);
    return [`${form} from byte ${before}`, text.slice(Math.ceil((before * 8) / 6), end)];
  });
  return Object.fromEntries(texts);
}

/** What of the needles is there, each told once. */
export function hitsIn(place: string, content: Buffer | string, needles: Needles): string[] {
  const haystack = typeof content === "string" ? Buffer.from(content) : content;
  const found = new Set<Needle>();
  for (let at = 0; at + 1 < haystack.length; at++) {
    const likely = needles[(haystack[at] as number) | ((haystack[at + 1] as number) << 8)]; // both are within
    if (!likely) continue;
    for (const needle of likely) if (standsAt(haystack, at, needle.bytes)) found.add(needle);
  }
  return [...found].map(({ name }) => `${place}: ${name}`);
}

/** From the third byte on. */
function standsAt(haystack: Buffer, at: number, bytes: Buffer): boolean {
  for (let index = 2; index < bytes.length; index++) if (haystack[at + index] !== bytes[index]) return false;
  return true;
}

/** Every row of every table as text, bytes as hex. */
export async function dumpTables(url: string): Promise<Map<string, string>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      `SELECT format('%I.%I', n.nspname, c.relname) AS name
         FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema')`,
    );
    const dump = new Map<string, string>();
    for (const { name } of tables) {
      const { rows } = await client.query<{ line: string }>(`SELECT t::text AS line FROM ONLY ${name} t`);
      dump.set(name, rows.map(({ line }) => line).join("\n"));
    }
    return dump;
  } finally {
    await client.end();
  }
}

/** Files below a folder. One that is gone since, as the database removes its own, holds nothing any more. */
export function* filesBelow(folder: string): Generator<{ name: string; content: Buffer }> {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    const content = entry.isFile() ? readIfThere(file) : undefined;
    if (content) yield { name: path.relative(folder, file), content };
  }
}

function readIfThere(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
