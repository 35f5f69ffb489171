import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { migrate } from "../../scripts/migrate.mjs";
import { startPostgres } from "../../scripts/postgres.mjs";

// One PostgreSQL per run of the tier, with a template database that holds all migrations; each test file gets a clone
// of it (about 40 ms).

declare module "vitest" {
  interface ProvidedContext {
    ownerUrl: string;
    templateDatabase: string;
  }
}

export default async function setup(project: TestProject) {
  const folder = mkdtempSync(path.join(tmpdir(), "kms-test-db-"));
  const server = await startPostgres({ dataDir: folder, throwaway: true });
  const template = `template_${randomUUID().slice(0, 8)}`;
  await query(server.url, `CREATE DATABASE ${template}`);
  await migrate({ url: withDatabase(server.url, template) });
  project.provide("ownerUrl", server.url);
  project.provide("templateDatabase", template);
  return async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}

async function query(connectionString: string, sql: string) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

function withDatabase(url: string, database: string): string {
  const parsed = new URL(url);
  parsed.pathname = `/${database}`;
  return parsed.href;
}
