import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "./database";

const PRISMA = "node_modules/prisma/build/index.js";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

it("says in the schema what the migrations have made of an empty database: no drift", async () => {
  const args = [PRISMA, "migrate", "diff", "--from-config-datasource", "--to-schema", "prisma/schema", "--exit-code"];
  // biome-ignore lint/style/noProcessEnv: the environment of a child
  const env = { ...process.env, DATABASE_URL: database.url };
  const { stdout } = await promisify(execFile)(process.execPath, args, { env });
  expect(stdout).toContain("No difference detected.");
});
