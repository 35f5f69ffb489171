import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { regionsInUse } from "@/lib/db/regions-in-use.sql";
import { defaultBackupsDuty } from "@/lib/jobs/upkeep";
import { aKey } from "@/lib/testing/builders/a-key";
import { aSecret } from "@/lib/testing/builders/a-secret";
import { anAccount } from "@/lib/testing/builders/an-account";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { type TestWorld, testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import { dbAs, type ProcessDb } from "@/lib/testing/process-role";
import { assertRegions as assertBeforeStart } from "../../../scripts/regions.mjs";
import type { Ctx } from "../context";
import { assertRegions } from "./assert-regions";
import { DEFAULT_REGIONS } from "./region-catalogue";
import type { Region } from "./regions";

const CELLAR: Region = {
  id: "on-cellar",
  names: { en: "Cellar", ja: "地下室", "zh-CN": "地窖" },
  zones: ["on-cellar-a"],
};
const WITH_CELLAR = [...DEFAULT_REGIONS, CELLAR];

let database: TestDatabase;
let world: TestWorld;
let asGateway: ProcessDb;
let asWorker: ProcessDb;

beforeAll(async () => {
  database = await testDatabase();
  world = testWorld(database.db);
  asGateway = await dbAs(database, "kms_gateway");
  asWorker = await dbAs(database, "kms_worker");
});
afterAll(async () => {
  await asGateway.close();
  await asWorker.close();
  await database.close();
});

const inRegions = (ctx: Ctx, regions: readonly Region[]): Ctx => ({
  ...ctx,
  deployment: { ...ctx.deployment, regions },
});
const defaultsOf = (accountId: string) =>
  database.db.backup.findMany({
    where: { accountId, type: "Default" },
    select: { backupId: true, region: true, state: true, viewableDays: true },
    orderBy: { region: "asc" },
  });

describe("regions as they are configured (REG-06)", () => {
  it("a region of the deployment's own holds instances, keys and secrets like any other; one zone is single-zone (REG-04)", async () => {
    const account = await anAccount(world);
    await expect(anInstance(account.ctx, { region: "on-cellar" })).rejects.toMatchObject({ code: "InvalidRegion" });
    const ctx = inRegions(account.ctx, WITH_CELLAR);
    const instance = await anInstance(ctx, { region: "on-cellar" });
    expect(instance).toMatchObject({ region: "on-cellar", zones: ["on-cellar-a"], deploymentMode: "SingleZone" });
    const key = await aKey(ctx, { instance });
    await aSecret(ctx, { instance, encryptionKey: key.keyId });
    expect(await regionsInUse(asGateway.db)).toEqual([
      { region: "on-cellar", holds: "keys, secrets, instances, backups" },
    ]);
  });

  it("a start without a region that holds something is refused, with the region's name, by npm start, gateway and worker", async () => {
    for (const { db } of [asGateway, asWorker]) {
      await expect(assertRegions(db, WITH_CELLAR)).resolves.toBeUndefined();
      await expect(assertRegions(db, [CELLAR])).resolves.toBeUndefined();
      await expect(assertRegions(db, DEFAULT_REGIONS)).rejects.toThrow(
        "KMS_REGIONS lacks on-cellar, where the database holds keys, secrets, instances, backups: add it.",
      );
    }
    await expect(assertBeforeStart(database.url, WITH_CELLAR)).resolves.toBeUndefined();
    await expect(assertBeforeStart(database.url, DEFAULT_REGIONS)).rejects.toThrow(/^KMS_REGIONS lacks on-cellar, .*$/);
  });

  it("names each region once, in order, whatever lies there", async () => {
    const { ctx } = await anAccount(world);
    await anInstance(ctx, { region: "cn-shanghai", enabled: false });
    await aKey(ctx, { region: "ap-southeast-1" });
    await aKey(ctx, { region: "cn-hangzhou" });
    expect(await regionsInUse(asWorker.db)).toEqual([
      { region: "ap-southeast-1", holds: "keys" },
      { region: "cn-hangzhou", holds: "keys" },
      { region: "cn-shanghai", holds: "instances" },
      { region: "on-cellar", holds: "keys, secrets, instances, backups" },
    ]);
    await database.sql(
      "UPDATE instance SET sale_status = 'Released', released_at = now() WHERE region = 'cn-shanghai'",
    );
    expect((await regionsInUse(asWorker.db)).map(({ region }) => region)).not.toContain("cn-shanghai");
  });
});

describe("a region that comes later (REG-06, BKP-12)", () => {
  const duty = (regions: readonly Region[]) =>
    defaultBackupsDuty.run(inRegions({ ...world.ctx, db: asWorker.db }, regions));

  it("gets every account's Default backup from the worker, once, and leaves what is there", async () => {
    const [one, other] = [await anAccount(world), await anAccount(world)];
    const before = await defaultsOf(one.accountId);
    expect(before.map(({ region }) => region)).toEqual(DEFAULT_REGIONS.map(({ id }) => id).sort());
    await Promise.all([duty(WITH_CELLAR), duty(WITH_CELLAR)]);
    await duty(WITH_CELLAR);
    const added = { backupId: expect.any(String), region: "on-cellar", state: "Disabled", viewableDays: 7 };
    expect(await defaultsOf(one.accountId)).toEqual([...before, added]);
    expect(await defaultsOf(other.accountId)).toHaveLength(WITH_CELLAR.length);
    await duty([CELLAR]);
    expect(await defaultsOf(one.accountId)).toHaveLength(WITH_CELLAR.length);
  });
});
