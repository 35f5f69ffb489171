import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { aKey } from "@/lib/testing/builders/a-key";
import { aRamUser } from "@/lib/testing/builders/a-ram-user";
import { aSecret } from "@/lib/testing/builders/a-secret";
import { anAccount, type TestAccount } from "@/lib/testing/builders/an-account";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { type TestWorld, testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import { dbAs } from "@/lib/testing/process-role";
import { linkAudit } from "../audit/link-audit";
import type { Ctx } from "../context";
import { disableKey } from "../keys/disable-key";
import { batchGetSecretValue } from "./batch-get-secret-value";
import { getSecretValue } from "./get-secret-value";
import { listSecretReaders } from "./list-secret-readers";
import { putSecretValue } from "./put-secret-value";
import { updateSecretVersionStage } from "./update-secret-version-stage";

const region = "cn-hangzhou";
let database: TestDatabase;
let world: TestWorld;
let account: TestAccount;
let ctx: Ctx;
let encryptionKey: string;
beforeAll(async () => {
  database = await testDatabase();
  world = testWorld(database.db);
  account = await anAccount(world);
  ctx = account.ctx;
  encryptionKey = (await aKey(ctx, { instance: await anInstance(ctx) })).keyId;
});
afterAll(() => database.close());

const secretNamed = (name: string, value = name) => aSecret(ctx, { name, value, encryptionKey });
const batch = (items: object[], caller = ctx) =>
  batchGetSecretValue(caller, batchGetSecretValue.schema.parse({ region, items }));
const eventsOf = async (event: string) =>
  (
    await database.sql<{ name: string; outcome: string }>(
      `SELECT substring(resource from 'secret/(.*)') AS name, outcome FROM audit_event
       WHERE account_id = $1 AND event = $2 ORDER BY at, id`,
      [account.accountId, event],
    )
  ).map(({ name, outcome }) => `${name} ${outcome}`);

describe("BatchGetSecretValue", () => {
  it("reads each by name, ARN, version or label, and refuses each by itself, all on record (P11, P22)", async () => {
    const one = await secretNamed("one");
    await secretNamed("two");
    await putSecretValue(
      ctx,
      putSecretValue.schema.parse({ region, secret: "two", versionId: "v2", secretData: "new" }),
    );
    const off = await aKey(ctx, { instance: await anInstance(ctx) });
    await aSecret(ctx, { name: "dark", encryptionKey: off.keyId });
    await aSecret(ctx, { name: "going", encryptionKey, state: "PendingDeletion" });
    await disableKey(ctx, { region, key: off.keyId });
    const stranger = await aSecret((await anAccount(world)).ctx, { name: "theirs" });
    world.clock.advance({ seconds: 1 });
    const { values, errors } = await batch([
      { secret: one.arn },
      { secret: "two", versionId: "v1" },
      { secret: "none" },
      { secret: "two", stage: "ACSPrevious" },
      { secret: "dark" },
      { secret: "two" },
      { secret: "going" },
      { secret: stranger.arn },
      { secret: "two", stage: "Blue" },
    ]);
    expect(values.map(({ name, secretData }) => `${name} ${secretData}`)).toEqual([
      "one one",
      "two two",
      "two two",
      "two new",
    ]);
    expect(errors.map(({ secret, code }) => `${secret} ${code}`)).toEqual([
      "none SecretNotFound",
      "dark KeyDisabled",
      "going SecretInDeleteWindow",
      `${stranger.arn} SecretNotFound`,
      "two SecretVersionNotFound",
    ]);
    expect((await eventsOf("BatchGetSecretValue")).sort()).toEqual(
      [
        ...["one Success", "two Success", "two Success", "two Success", "two SecretVersionNotFound"],
        ...["none SecretNotFound", "dark KeyDisabled", "going SecretInDeleteWindow", "theirs SecretNotFound"],
      ].sort(),
    );
    const [row] = await database.sql<{ n: number }>(
      "SELECT count(*)::int AS n FROM audit_event WHERE event = 'BatchGetSecretValue' AND account_id <> $1",
      [account.accountId],
    );
    expect(row?.n, "a stranger's trail").toBe(0);
  });

  it("takes twenty and no more, none being none, and counts each against the rate (INS-11)", async () => {
    await secretNamed("often");
    const often = (times: number) => Array.from({ length: times }, () => ({ secret: "often" }));
    const taken: number[] = [];
    const counting = {
      ...ctx,
      ports: { callLimits: { take: async ({ cost }: { cost: number }) => void taken.push(cost) } },
    };
    expect((await batch(often(20), counting)).values).toHaveLength(20);
    expect(taken).toEqual([19]); // the door counts the first
    expect(() => batch(often(21))).toThrow();
    expect(() => batch([])).toThrow();
  });
});

describe("values of managed secrets", () => {
  it("are read by ACSCurrent and ACSPrevious alone, and their labels stay where they are (SEC-23, SEC-24)", async () => {
    await secretNamed("db", '{"AccountName":"a","AccountPassword":"1"}');
    const put = (versionId: string, stages: string[]) =>
      putSecretValue(
        ctx,
        putSecretValue.schema.parse({ region, secret: "db", versionId, secretData: versionId, stages }),
      );
    await put("v2", ["ACSCurrent"]);
    await put("v3", ["Blue"]);
    await database.sql(
      `UPDATE secret SET type = 'Rds', automatic_rotation = 'Enabled', rotation_seconds = 86400,
       extended_config = '{"SecretSubType":"DoubleUsers","DBInstanceId":"rm-1"}' WHERE name = 'db'`,
    );
    const read = (more: object) => getSecretValue(ctx, { region, secret: "db", ...more });
    expect(await read({})).toMatchObject({ versionId: "v2", rotationSeconds: 86_400, automaticRotation: "Enabled" });
    expect(await read({ versionId: "v3" })).toMatchObject({ versionId: "v2", stages: ["ACSCurrent"] });
    expect(await read({ versionId: "v2", stage: "ACSPrevious" })).toMatchObject({ versionId: "v1" });
    await expect(read({ stage: "Blue" })).rejects.toThrow("SecretVersionNotFound");
    const named = { region, secret: "db" };
    await expect(put("v4", ["ACSCurrent"])).rejects.toThrow("UnsupportedOperation");
    for (const move of [
      { stage: "ACSCurrent", moveTo: "v3" },
      { stage: "Blue", removeFrom: "v3" },
    ]) {
      await expect(updateSecretVersionStage(ctx, { ...named, ...move })).rejects.toThrow("UnsupportedOperation");
    }
    await database.sql(
      `DELETE FROM secret_version WHERE secret_pk = (SELECT pk FROM secret WHERE name = 'db');
       INSERT INTO secret_rotation (pk, secret_pk, kind, version_id, due_at, requested_by, created_at)
       SELECT gen_random_uuid(), pk, 'Setup', 'v1', created_at, 'x', created_at FROM secret WHERE name = 'db'`,
    );
    await expect(read({})).rejects.toThrow("SecretRotating");
  });
});

describe("ListSecretReaders", () => {
  it("names who read it in the last 30 days, from where and how often, chained or not; nobody who was refused (AUD-01)", async () => {
    await secretNamed("watched");
    const named = { region, secret: "watched" };
    const user = await aRamUser(world, account, { policies: ["AliyunKMSFullAccess"] });
    const refused = await aRamUser(world, account, {});
    const worker = world.as({ kind: "system", job: "link-audit" });
    const console = await dbAs(database, "kms_console");
    const readers = () => listSecretReaders({ ...ctx, db: console.db }, named);
    const root = { principal: `acs:ram::${account.accountId}:root`, kind: "root" };
    await getSecretValue({ ...ctx, sourceIp: "10.0.0.1" }, named);
    await linkAudit(worker);
    await linkAudit(worker);
    world.clock.advance({ hours: 1 });
    await batch([{ secret: "watched" }, { secret: "watched" }], { ...ctx, sourceIp: "10.0.0.2" });
    world.clock.advance({ hours: 1 });
    await getSecretValue({ ...user.ctx, sourceIp: "10.0.0.3" }, named);
    await expect(getSecretValue(refused.ctx, named)).rejects.toThrow("NoPermission");
    await batch([{ secret: "watched" }], refused.ctx);
    const expected = [
      { principal: user.arn, kind: "user", sourceIp: "10.0.0.3", count: 1, lastAt: world.clock.now() },
      { ...root, sourceIp: "10.0.0.2", count: 3, lastAt: new Date(world.clock.now().getTime() - 3600_000) },
    ];
    expect(await readers()).toEqual(expected);
    await linkAudit(worker);
    await linkAudit(worker);
    expect(await readers()).toEqual(expected);
    world.clock.advance({ days: 31 });
    expect(await readers()).toEqual([]);
    await console.close();
  });

  it("is as fast among a million reads as among one", async () => {
    const { arn } = await secretNamed("busy");
    await database.sql(
      `INSERT INTO key_use (account_id, resource, actor, access_key_id, day, calls, last_at)
       SELECT $1::text, $2, 'acs:ram::' || $1::text || ':user/u' || u, '', $3::date - d, 100000000,
         $3::timestamptz - make_interval(days => d, mins => u)
       FROM generate_series(0, 80) d, generate_series(1, 30) u`,
      [account.accountId, arn, world.clock.now()],
    );
    const readers = await listSecretReaders(ctx, { region, secret: arn });
    expect(readers).toHaveLength(20);
    expect(readers[0]).toMatchObject({ principal: expect.stringMatching(/user\/u1$/), count: 30 * 100_000_000 });
    const plan = await database.sql(
      `EXPLAIN SELECT 1 FROM audit_event WHERE account_id = '${account.accountId}' AND resource = '${arn}' AND at = now()`,
    );
    expect(JSON.stringify(plan)).not.toContain("Seq Scan");
  });
});
