import { randomUUID } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";
import { makeDb } from "@/lib/db/client";
import type { PrismaClient } from "@/lib/generated/prisma/client";

export interface TestDatabase {
  /** Of the database's owner: tests look behind the roles with it. */
  url: string;
  db: PrismaClient;
  /** Plain SQL as the owner. */
  sql<Row extends pg.QueryResultRow = pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>;
  close(): Promise<void>;
}

/** A fresh clone of the migrated template, for one test file. */
export async function testDatabase(): Promise<TestDatabase> {
  const ownerUrl = inject("ownerUrl");
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  await administer(ownerUrl, `CREATE DATABASE ${name} TEMPLATE ${inject("templateDatabase")}`);
  const url = new URL(ownerUrl);
  url.pathname = `/${name}`;
  const pool = new pg.Pool({ connectionString: url.href, max: 3 });
  // `pool.end` does not wait for its connections to be gone: one that DROP DATABASE cuts while it closes is no failure.
  pool.on("connect", (client) => client.on("error", () => {}));
  pool.on("error", () => {}); // told so too
  const db = makeDb(url.href, 10);
  return {
    url: url.href,
    db,
    sql: async (text, values) => (await pool.query(text, values)).rows,
    close: async () => {
      await db.$disconnect();
      await pool.end();
      await administer(ownerUrl, `DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

async function administer(connectionString: string, sql: string) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
