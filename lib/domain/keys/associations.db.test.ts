import { afterAll, beforeAll, expect, it } from "vitest";
import { aKey } from "@/lib/testing/builders/a-key";
import { aSecret } from "@/lib/testing/builders/a-secret";
import { anAccount } from "@/lib/testing/builders/an-account";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { type TestWorld, testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import { dbAs } from "@/lib/testing/process-role";
import { linkAudit } from "../audit/link-audit";
import { recordOutcome } from "../audit/record";
import type { Actor, Ctx } from "../context";
import { createDeliveryTarget } from "../deliveries/create-delivery-target";
import { describeKeyAssociations } from "./describe-key-associations";
import { disableKey } from "./disable-key";
import { encrypt } from "./encrypt";
import { forgetKeyUses } from "./key-uses";
import { scheduleKeyDeletion } from "./schedule-key-deletion";
import { setKeyPolicy } from "./set-key-policy";

const region = "cn-hangzhou";
let database: TestDatabase;
let world: TestWorld;
let worker: Ctx;
beforeAll(async () => {
  database = await testDatabase();
  world = testWorld(database.db);
  worker = world.as({ kind: "system", job: "link-audit" });
});
afterAll(() => database.close());

const enc = (ctx: Ctx, key: string) => encrypt(ctx, { region, key, plaintext: Buffer.from("x") });

it("names the callers of the last 90 days, by AccessKey, whether their events are chained yet or not (KEY-55)", async () => {
  const { ctx, accountId, personPk } = await anAccount(world);
  const { keyId: key } = await aKey(ctx, { instance: await anInstance(ctx) });
  const program: Actor = {
    ...{ kind: "accessKey", accountId, personPk, name: "root", root: true, grants: [] },
    accessKeyId: "LTAIprogram",
  };
  await enc(ctx, key);
  await enc(world.as(program), key);
  await linkAudit(worker);
  world.clock.advance({ hours: 1 });
  await enc(world.as(program), key);
  const actor = `acs:ram::${accountId}:root`;
  const expected = [
    { actor, accessKeyId: "LTAIprogram", calls: 2, lastAt: world.clock.now() },
    { actor, accessKeyId: null, calls: 1, lastAt: expect.any(Date) },
  ];
  const asked = () => describeKeyAssociations(ctx, { region, key });
  expect(await asked()).toMatchObject({ callers: expected, callersTotal: 2 });
  await linkAudit(worker);
  await linkAudit(worker);
  expect((await asked()).callers).toEqual(expected);
  world.clock.advance({ days: 91 });
  expect(await asked()).toMatchObject({ callers: [], callersTotal: 0 });
  await forgetKeyUses(worker);
  expect(await database.db.keyUse.count({ where: { accountId } })).toBe(0);
});

it("counts no call of one who may not use the key, and none that only looks at it", async () => {
  const { ctx, accountId } = await anAccount(world);
  const { keyId: key, arn } = await aKey(ctx, { instance: await anInstance(ctx) });
  const about = { accountId, region, arn };
  await recordOutcome(ctx, "Encrypt", about, "NoPermission");
  await recordOutcome(ctx, "DescribeKey", about, "Success");
  await recordOutcome(ctx, "Decrypt", about, "KeyDisabled");
  expect((await describeKeyAssociations(ctx, { region, key })).callers).toMatchObject([{ calls: 1 }]);
  await linkAudit(worker);
  expect((await describeKeyAssociations(ctx, { region, key })).callers).toMatchObject([{ calls: 1 }]);
});

it("names secrets, their instances and deliveries, and blocks neither disable nor deletion (KEY-51, KEY-55, KEY-58)", async () => {
  const { ctx } = await anAccount(world);
  const instance = await anInstance(ctx);
  const { keyId: key } = await aKey(ctx, { instance });
  await aSecret(ctx, { name: "db", encryptionKey: key });
  const wish = { kind: "File", name: "siem", sendsEvents: true, sendsAlerts: false, encryption: "OwnKey" } as const;
  const target = await createDeliveryTarget(
    ctx,
    createDeliveryTarget.schema.parse({ ...wish, encryptionKey: key, encryptionRegion: region }),
  );
  const console = await dbAs(database, "kms_console");
  const found = await describeKeyAssociations({ ...ctx, db: console.db }, { region, key });
  await console.close();
  expect(found).toMatchObject({
    secrets: [{ name: "db" }],
    secretsTotal: 1,
    instances: [{ instanceId: instance.instanceId, secrets: 1 }],
    deliveries: [{ targetId: target.targetId, name: "siem" }],
  });
  await disableKey(ctx, { region, key });
  await expect(scheduleKeyDeletion(ctx, { region, key, windowDays: 7 })).resolves.toMatchObject({
    state: "PendingDeletion",
  });
});

it("tells another account of its own secrets and callers alone, whatever the key's policy allows (KEY-55, POL-16)", async () => {
  const [owner, stranger] = [await anAccount(world), await anAccount(world)];
  const instance = await anInstance(owner.ctx);
  const key = await aKey(owner.ctx, { instance });
  const RAM = [`acs:ram::${owner.accountId}:*`, `acs:ram::${stranger.accountId}:*`];
  const statement = { Effect: "Allow", Principal: { RAM }, Action: ["kms:*"], Resource: ["*"] };
  const policy = JSON.stringify({ Version: "1", Statement: [statement] });
  await setKeyPolicy(owner.ctx, setKeyPolicy.schema.parse({ region, key: key.keyId, policy }));
  await aSecret(owner.ctx, { name: "private", encryptionKey: key.keyId });
  await enc(owner.ctx, key.keyId);
  await enc(stranger.ctx, key.arn);
  for (const _ of ["unchained", "chained"]) {
    const inOwner = await describeKeyAssociations(owner.ctx, { region, key: key.keyId });
    expect(inOwner).toMatchObject({ secretsTotal: 1, callers: [{}, {}] });
    expect(await describeKeyAssociations(stranger.ctx, { region, key: key.arn })).toEqual({
      ...{ secrets: [], secretsTotal: 0, instances: [], backups: [], deliveries: [], callersTotal: 1 },
      callers: [
        { actor: `acs:ram::${stranger.accountId}:root`, accessKeyId: null, calls: 1, lastAt: expect.any(Date) },
      ],
    });
    await linkAudit(worker);
  }
});

it("is as fast among a million uses as among one (KEY-55)", async () => {
  const { ctx, accountId } = await anAccount(world);
  const { keyId: key, arn } = await aKey(ctx, { instance: await anInstance(ctx) });
  // A busy key of 90 days as chaining leaves it behind; its events need not be there for the answer.
  await database.sql(
    `INSERT INTO key_use (account_id, resource, actor, access_key_id, day, calls, last_at)
     SELECT $1::text, $2, 'acs:ram::' || $1::text || ':user/u' || u, '', $3::date - d, 500, $3::timestamptz - make_interval(days => d)
     FROM generate_series(0, 80) d, generate_series(1, 30) u`,
    [accountId, arn, world.clock.now()],
  );
  const { callers, callersTotal } = await describeKeyAssociations(ctx, { region, key });
  expect(callersTotal).toBe(30);
  expect(callers.reduce((sum, { calls }) => sum + calls, 0)).toBe(81 * 30 * 500);
  const plan = await database.sql(
    `EXPLAIN SELECT 1 FROM key_use WHERE account_id = '${accountId}' AND resource = '${arn}' AND day >= '2026-01-01'`,
  );
  expect(JSON.stringify(plan)).not.toContain("Seq Scan");
});
