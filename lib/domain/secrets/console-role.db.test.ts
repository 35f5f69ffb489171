import { afterAll, beforeAll, expect, it } from "vitest";
import { aSecret } from "@/lib/testing/builders/a-secret";
import { anAccount } from "@/lib/testing/builders/an-account";
import { testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import { dbAs, type ProcessDb } from "@/lib/testing/process-role";
import { deleteSecret } from "./delete-secret";
import { describeSecret } from "./describe-secret";
import { restoreSecret } from "./restore-secret";
import { updateSecret } from "./update-secret";

// What the console runs itself must be possible for its own database role, and what it must not do impossible (decisions 6).

const region = "cn-hangzhou";
let database: TestDatabase;
let console: ProcessDb;
beforeAll(async () => {
  database = await testDatabase();
  console = await dbAs(database, "kms_console");
});
afterAll(async () => {
  await console.close();
  await database.close();
});

it("the console's database role describes and restores a secret, and deletes none", async () => {
  const account = await anAccount(testWorld(database.db));
  const { name } = await aSecret(account.ctx, { state: "PendingDeletion" });
  const names = { region, secret: name };
  const ctx = { ...account.ctx, db: console.db, keyring: undefined };
  await restoreSecret(ctx, names);
  await updateSecret(ctx, { ...names, description: "new" });
  expect(await describeSecret(ctx, names)).toMatchObject({ description: "new", plannedDeleteAt: null });
  await expect(deleteSecret(ctx, { ...names, force: true })).rejects.toThrow(/permission denied/);
  expect(await describeSecret(ctx, names)).toMatchObject({ name });
});
