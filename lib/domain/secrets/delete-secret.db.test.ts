import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Ctx } from "@/lib/domain/context";
import { aSecret } from "@/lib/testing/builders/a-secret";
import { anAccount, type TestAccount } from "@/lib/testing/builders/an-account";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { type TestWorld, testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import { deleteDueSecrets } from "./delete-due-secrets";
import { deleteSecret } from "./delete-secret";
import { describeSecret } from "./describe-secret";
import { getSecretValue } from "./get-secret-value";
import { listSecrets } from "./list-secrets";
import { putSecretValue } from "./put-secret-value";
import { restoreSecret } from "./restore-secret";
import { updateSecret } from "./update-secret";

let database: TestDatabase;
let world: TestWorld;
let account: TestAccount;
let ctx: Ctx;
let worker: Ctx;

const region = "cn-hangzhou";

beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  world = testWorld(database.db);
  account = await anAccount(world);
  ctx = account.ctx;
  worker = world.as({ kind: "system", job: "delete-secrets" });
});
afterAll(() => database.close());

const plan = (secret: string, more: { recoveryWindowDays?: number; force?: boolean } = {}) =>
  deleteSecret(ctx, { region, secret, force: false, ...more });
const stored = async (name: string) => {
  const [row] = await database.sql<{ rows: string }>(
    `SELECT (SELECT count(*) FROM secret WHERE account_id = $1 AND name = $2)
          + (SELECT count(*) FROM secret_value v WHERE NOT EXISTS (SELECT FROM secret_version x WHERE x.pk = v.version_pk))
          + (SELECT count(*) FROM secret_data_key d WHERE NOT EXISTS (SELECT FROM secret s WHERE s.pk = d.secret_pk)) AS rows`,
    [account.accountId, name],
  );
  return Number(row?.rows);
};
const deletions = (name: string) =>
  database.db.auditEvent.findMany({
    where: { accountId: account.accountId, event: "DeleteSecret", resource: { endsWith: `:secret/${name}` } },
    orderBy: { at: "asc" },
  });

describe("DeleteSecret with a window", () => {
  it("takes the value away at once and keeps the rest until the day it names (SEC-40)", async () => {
    const { name } = await aSecret(ctx);
    const { plannedDeleteAt } = await plan(name, { recoveryWindowDays: 7 });
    expect(plannedDeleteAt).toEqual(new Date("2026-11-29T04:00:00Z"));
    const input = { region, secret: name };
    await expect(getSecretValue(ctx, input)).rejects.toThrow("SecretInDeleteWindow");
    await expect(putSecretValue(ctx, { ...input, versionId: "v2", secretData: "x", dataType: "text" })).rejects.toThrow(
      "SecretInDeleteWindow",
    );
    await expect(updateSecret(ctx, { ...input, description: "x" })).rejects.toThrow("SecretInDeleteWindow");
    expect(await describeSecret(ctx, input)).toMatchObject({ state: "PendingDeletion", plannedDeleteAt });
  });

  it("takes 30 days unless told otherwise, and no fewer than 7 or more than 30 (SEC-40)", async () => {
    const { name } = await aSecret(ctx);
    for (const recoveryWindowDays of [6, 31, 0, -1])
      await expect(plan(name, { recoveryWindowDays })).rejects.toThrow("InvalidRecoveryWindow");
    expect((await plan(name)).plannedDeleteAt).toEqual(new Date("2026-12-22T04:00:00Z"));
  });

  it("is undone by RestoreSecret to the last second, and not after (SEC-40)", async () => {
    const { name } = await aSecret(ctx, { value: "kept" });
    await expect(restoreSecret(ctx, { region, secret: name })).rejects.toThrow("SecretNotDeleted");
    await plan(name, { recoveryWindowDays: 7 });
    world.clock.set("2026-11-29T03:59:59.999Z");
    await restoreSecret(ctx, { region, secret: name });
    expect(await getSecretValue(ctx, { region, secret: name })).toMatchObject({ secretData: "kept" });
    await plan(name, { recoveryWindowDays: 7 });
    world.clock.advance({ days: 7 });
    await expect(restoreSecret(ctx, { region, secret: name })).rejects.toThrow("SecretNotFound");
    await expect(describeSecret(ctx, { region, secret: name })).rejects.toThrow("SecretNotFound");
    expect((await listSecrets(ctx, listSecrets.schema.parse({ region }))).total).toBe(0);
  });
});

describe("DeleteSecret without recovery", () => {
  it("destroys at once, also within a window, and frees name and quota (SEC-41)", async () => {
    const instance = await anInstance(ctx);
    const { name } = await aSecret(ctx, { instance, state: "PendingDeletion" });
    await plan(name, { force: true });
    expect(await stored(name)).toBe(0);
    const row = await database.db.instance.findUniqueOrThrow({ where: { pk: instance.pk } });
    expect(row.secretsUsed).toBe(0);
    await aSecret(ctx, { name, instance });
    expect((await deletions(name)).map(({ detail }) => detail)).toContainEqual({ force: true });
  });
});

describe("deleteDueSecrets", () => {
  it("destroys what is due, nothing that is not, and records each once (SEC-40)", async () => {
    const instance = await anInstance(ctx);
    const due = await aSecret(ctx, { instance, state: "PendingDeletion" });
    const later = await aSecret(ctx, { instance });
    const living = await aSecret(ctx, { instance });
    await plan(later.name, { recoveryWindowDays: 8 });
    await deleteDueSecrets(worker);
    expect(await stored(due.name)).toBe(1);
    world.clock.advance({ days: 7 });
    await Promise.all([deleteDueSecrets(worker), deleteDueSecrets(worker)]);
    expect(await stored(due.name)).toBe(0);
    expect(await stored(later.name)).toBe(1);
    expect(await stored(living.name)).toBe(1);
    const row = await database.db.instance.findUniqueOrThrow({ where: { pk: instance.pk } });
    expect(row.secretsUsed).toBe(2);
    const byWorker = (await deletions(due.name)).filter(({ actor }) => actor === "job:delete-secrets");
    expect(byWorker.map(({ detail }) => detail)).toEqual([{ due: true }]);
    expect(await deleteDueSecrets(worker)).toBe(0);
  });

  it("leaves a secret that was restored just before", async () => {
    const { name } = await aSecret(ctx, { state: "PendingDeletion", value: "saved" });
    world.clock.advance({ days: 6 });
    await restoreSecret(ctx, { region, secret: name });
    world.clock.advance({ days: 2 });
    await deleteDueSecrets(worker);
    expect(await getSecretValue(ctx, { region, secret: name })).toMatchObject({ secretData: "saved" });
  });
});
