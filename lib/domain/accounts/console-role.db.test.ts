import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeDb } from "@/lib/db/client";
import { anAccount } from "@/lib/testing/builders/an-account";
import { testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import { createAccessKey } from "./create-access-key";
import { listAccessKeys } from "./list-access-keys";
import { listSessions } from "./list-sessions";
import { resolveSession } from "./resolve-session";

// Decisions 6: what the console's database role is refused by the database itself, whatever code runs in the console.
let base: TestDatabase;
let asConsole: pg.Client;
beforeAll(async () => {
  base = await testDatabase();
  asConsole = new pg.Client({ connectionString: base.url });
  await asConsole.connect();
  await asConsole.query("SET ROLE kms_console");
});
afterAll(async () => {
  await asConsole.end();
  await base.close();
});

describe("the console's database role", () => {
  it.each([
    "SELECT secret_sealed FROM access_key",
    "SELECT * FROM access_key",
    "SELECT * FROM authenticator",
    "SELECT * FROM sign_in_failure",
    "SELECT * FROM first_run_link",
    "SELECT * FROM wrapping_key",
    "SELECT * FROM key_material",
    "INSERT INTO session SELECT * FROM session",
    "UPDATE session SET revoked_at = NULL",
    "UPDATE session SET person_pk = person_pk",
    "DELETE FROM session",
    "INSERT INTO access_key (pk) VALUES (gen_random_uuid())",
    "UPDATE access_key SET state = 'Active'",
    "DELETE FROM access_key",
    "UPDATE authenticator SET password_hash = ''",
    "INSERT INTO first_run_link (pk) VALUES (gen_random_uuid())",
    "UPDATE person SET operator = true",
    "UPDATE person SET root = true",
    "UPDATE account SET name = name",
    "INSERT INTO person (pk) VALUES (gen_random_uuid())",
    // Whose a thing is, and where it lies: the gateway would let another owner use it.
    "UPDATE instance SET owner_account_id = owner_account_id",
    "UPDATE instance SET sharing_mode = 'Joint'",
    "UPDATE instance SET instance_id = instance_id",
    "UPDATE key SET account_id = account_id",
    "UPDATE key SET instance_pk = NULL",
    "UPDATE key SET primary_version_id = primary_version_id",
    "UPDATE alias SET account_id = account_id",
    "UPDATE alias SET key_pk = key_pk",
    "DELETE FROM alias",
    "UPDATE secret SET account_id = account_id",
    "UPDATE secret SET encryption_key_pk = NULL",
    "UPDATE secret_version SET secret_pk = secret_pk",
    "UPDATE backup SET account_id = account_id",
    "UPDATE backup SET instance_pk = NULL",
    "UPDATE job SET subject_pk = subject_pk",
    "DELETE FROM secret",
    "DELETE FROM secret_version",
    "DELETE FROM key",
    "UPDATE audit_event SET outcome = 'Success'",
    "DELETE FROM audit_event",
    "CREATE TABLE own (id int)",
  ])("is refused: %s", async (statement) => {
    await expect(asConsole.query(statement)).rejects.toMatchObject({ code: "42501" });
  });

  it("is enough for what the console reads by itself", async () => {
    const world = testWorld(base.db);
    const account = await anAccount(world);
    await createAccessKey(account.ctx, {});
    const db = makeDb(base.url, 1);
    try {
      await db.$executeRaw`SET ROLE kms_console`; // one connection: every later query has the role
      const ctx = { ...account.ctx, db };
      await expect(listAccessKeys(ctx, {})).resolves.toHaveLength(1);
      await expect(listSessions(ctx, {})).resolves.toEqual([]);
      await expect(resolveSession(ctx, "unknown")).resolves.toBeNull();
      await expect(createAccessKey(ctx, {})).rejects.toThrow();
      expect(await base.db.accessKey.count()).toBe(1);
    } finally {
      await db.$disconnect();
    }
  });
});
