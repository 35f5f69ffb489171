import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type pg from "pg";
import { from, to } from "pg-copy-streams";
import type { PrismaClient } from "@/lib/generated/prisma/client";

// COPY within a transaction of Prisma's, on its own connection: what many rows need (decisions 7 and 10), with what else
// the transaction does in one commit. Prisma carries the word COPY with a name for the work, by which the adapter finds it
// (client.ts).

type Tx = Pick<PrismaClient, "$executeRaw">;
type Work = (client: pg.ClientBase) => Promise<number>;

const underWay = new Map<string, Work>();
let count = 0;

/** The work that a statement stands for, if it is one of these. */
export function copyUnderWay({ sql, args }: { sql: string; args: readonly unknown[] }): Work | undefined {
  return sql.startsWith("COPY ") ? underWay.get(String(args[0])) : undefined;
}

async function within(tx: Tx, work: Work): Promise<void> {
  const name = `copy ${++count}`;
  let failure: { cause: unknown } | undefined;
  underWay.set(name, (client) =>
    work(client).catch((cause: unknown) => {
      failure = { cause };
      throw cause;
    }),
  );
  try {
    await tx.$executeRaw`COPY ${name}`;
  } catch (error) {
    // As it was thrown: Prisma makes one of its own of what it does not know.
    throw failure ? failure.cause : error;
  } finally {
    underWay.delete(name);
  }
}

/** Lines of COPY's text format, each ended by a line feed, into a table. */
export function copyInto(tx: Tx, table: string, columns: string, lines: Buffer): Promise<void> {
  const sql = `COPY ${table} (${columns}) FROM STDIN`;
  return within(tx, async (client) => {
    const into = client.query(from(sql));
    await pipeline(Readable.from([lines]), into);
    return into.rowCount;
  });
}

/** A value in COPY's text format. */
export function copyText(value: string | null): string {
  return value === null ? "\\N" : SPECIAL.test(value) ? value.replaceAll(SPECIALS, escaped) : value;
}

const SPECIAL = /[\\\n\r\t]/;
const SPECIALS = /[\\\n\r\t]/g;
const escaped = (one: string) => ESCAPES[one] as string; // the pattern names these four alone
const ESCAPES: Record<string, string> = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** A row in COPY's binary format: its fields lie in `bytes`, which stays as it is. */
export class CopiedRow {
  constructor(
    private readonly bytes: Buffer,
    /** Of each field where it begins and ends; -1 of what is null. */
    private readonly places: readonly number[],
  ) {}

  text(field: number): string | null {
    const from = this.places[2 * field] ?? -1;
    return from < 0 ? null : this.bytes.toString("utf8", from, this.places[2 * field + 1]);
  }

  field(field: number): Buffer | null {
    const from = this.places[2 * field] ?? -1;
    return from < 0 ? null : this.bytes.subarray(from, this.places[2 * field + 1]);
  }
}

/**
 * The rows of a query, some at a time as they come, in COPY's binary format: text and JSON are their UTF-8 bytes. It takes
 * no parameters: the caller writes only what cannot be anything else. The next rows wait until `take` is done with these.
 */
export function copyOut(tx: Tx, query: string, take: (rows: CopiedRow[]) => Promise<void>): Promise<void> {
  const sql = `COPY (${query}) TO STDOUT (FORMAT binary)`;
  return within(tx, async (client) => {
    const rows = new RowParser();
    const out = client.query(to(sql, { highWaterMark: BYTES_AT_ONCE }));
    let waiting: CopiedRow[] = [];
    try {
      for await (const chunk of out) {
        rows.parse(chunk as Buffer, waiting);
        if (waiting.length < ROWS_AT_ONCE) continue;
        await take(waiting);
        waiting = [];
      }
    } catch (error) {
      // What is left of a copy is in the way of every query after it: the rollback takes the connection with it.
      out.destroy();
      (client as pg.PoolClient & { connection?: { stream: { destroy(): void } } }).connection?.stream.destroy();
      throw error;
    }
    if (waiting.length > 0) await take(waiting);
    return out.rowCount;
  });
}

const BYTES_AT_ONCE = 256 * 1024;
const ROWS_AT_ONCE = 500;
/** Signature, flags and length of an extension that there is none of. */
const HEADER = 19;

/** Cuts COPY's binary format into rows, wherever its pieces end. */
class RowParser {
  #rest: Buffer = Buffer.alloc(0);
  #begun = false;

  parse(chunk: Buffer, into: CopiedRow[]): void {
    const bytes = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    let at = 0;
    if (!this.#begun && bytes.length >= HEADER) {
      this.#begun = true;
      at = HEADER;
    }
    while (this.#begun) {
      const places: number[] = [];
      const end = fieldsFrom(bytes, at, places);
      if (end <= at) break; // the trailer, or a row that is not whole yet
      into.push(new CopiedRow(bytes, places));
      at = end;
    }
    this.#rest = bytes.subarray(at);
  }
}

/** Where the row at `at` ends; -1 where it is not whole yet, 0 where it is the trailer. */
function fieldsFrom(bytes: Buffer, start: number, into: number[]): number {
  if (start + 2 > bytes.length) return -1;
  let at = start + 2;
  const count = bytes.readInt16BE(start);
  if (count < 0) return 0;
  for (let field = 0; field < count; field++) {
    if (at + 4 > bytes.length) return -1;
    const length = bytes.readInt32BE(at);
    at += 4;
    if (length < 0) {
      into.push(-1, -1);
      continue;
    }
    if (at + length > bytes.length) return -1;
    into.push(at, at + length);
    at += length;
  }
  return at;
}
