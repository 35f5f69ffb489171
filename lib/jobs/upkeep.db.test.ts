import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { aBackedUpInstance, type BackupWorld, backupWorld } from "@/lib/domain/backups/backups.test-support";
import { runBackup } from "@/lib/domain/backups/run-backup";
import { aKey } from "@/lib/testing/builders/a-key";
import { anAccount } from "@/lib/testing/builders/an-account";
import { aRole } from "@/lib/testing/builders/identities";
import { dbAs, type ProcessDb } from "@/lib/testing/process-role";
import { forgetRoleTokensDuty, forgetSignInsDuty, partitionsDuty, trimFeedDuty } from "./upkeep";

let world: BackupWorld;
let asWorker: ProcessDb;

beforeAll(async () => {
  world = await backupWorld();
  asWorker = await dbAs(world.database, "kms_worker");
});
afterAll(async () => {
  await asWorker.close();
  await world.close();
});

const ctx = () => world.as({ kind: "system", job: "upkeep" }, { db: asWorker.db });
const partitions = async (table: string) => {
  const rows = await world.database.sql<{ name: string }>(
    "SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = $1::regclass",
    [table],
  );
  return rows.map((row) => row.name);
};

describe("upkeep, with the worker's rights", () => {
  it("makes partitions around business time and around real time, twice without harm", async () => {
    world.clock.set("2031-12-31T23:59:00.000Z");
    await partitionsDuty.run(ctx());
    await partitionsDuty.run(ctx());
    const month = new Date().toISOString().slice(0, 7).replace("-", "");
    expect(await partitions("audit_event")).toEqual(
      expect.arrayContaining([`audit_event_${month}`, "audit_event_203112", "audit_event_203201"]),
    );
  });

  it("drops the nonces of requests too old to be accepted, and no others (decisions 8)", async () => {
    const insert = (ago: string) =>
      world.database.sql(
        `INSERT INTO request_nonce VALUES (date_trunc('milliseconds', clock_timestamp() - interval '${ago}'), $1)`,
        [randomBytes(16)],
      );
    await insert("3 hours");
    await insert("1 minute");
    await partitionsDuty.run(ctx());
    const left = await world.database.sql("SELECT 1 FROM request_nonce");
    expect(left).toHaveLength(1);
  });

  it("trims the change feed of what every enabled backup has seen, and keeps the rest (decisions 10)", async () => {
    const { account, instance, backup } = await aBackedUpInstance(world);
    await aKey(account.ctx, { instance });
    const feed = () => world.database.db.changeFeed.count({ where: { instancePk: instance.pk } });
    await trimFeedDuty.run(ctx());
    expect(await feed()).toBeGreaterThan(0);
    await runBackup({ ...ctx(), db: world.database.db }, backup.pk);
    await aKey(account.ctx, { instance });
    const before = await feed();
    await trimFeedDuty.run(ctx());
    const after = await feed();
    expect(after).toBeGreaterThan(0);
    expect(after).toBeLessThan(before);
  });

  it("drops temporary credentials a day after their end, by the database's clock", async () => {
    world.clock.set("2031-12-31T23:59:00.000Z");
    const account = await anAccount(world);
    const { rolePk } = await aRole(account, { name: "ops", trusts: [] });
    const token = (accessKeyId: string, hours: number) => ({
      pk: world.ctx.newId(),
      accessKeyId,
      accountId: account.accountId,
      rolePk,
      sessionName: "s1",
      assumedBy: "somebody",
      secretSealed: new Uint8Array([1, ...randomBytes(120)]),
      tokenSha256: new Uint8Array(randomBytes(32)),
      createdAt: new Date(),
      expiresAt: new Date(Date.now() + hours * 3600_000),
    });
    const data = [token("STS.old", -25), token("STS.ended", -23), token("STS.living", 1)];
    await world.database.db.roleToken.createMany({ data });
    await forgetRoleTokensDuty.run(ctx());
    const left = await world.database.db.roleToken.findMany({ where: { rolePk }, orderBy: { expiresAt: "asc" } });
    expect(left.map(({ accessKeyId }) => accessKeyId)).toEqual(["STS.ended", "STS.living"]);
  });

  it("forgets old failed sign-ins and sessions long over", async () => {
    world.clock.set(new Date());
    const { personPk, accountId } = await anAccount(world);
    const ago = (days: number) => new Date(Date.now() - days * 24 * 3600_000);
    const failure = (days: number) => ({
      nameSha256: new Uint8Array(randomBytes(32)),
      addressSha256: new Uint8Array(randomBytes(32)),
      count: 3,
      blockedUntil: ago(days),
      lastAt: ago(days),
    });
    await world.database.db.signInFailure.createMany({ data: [failure(3), failure(1)] });
    const session = (days: number) => ({
      pk: world.ctx.newId(),
      tokenSha256: new Uint8Array(randomBytes(32)),
      personPk,
      accountId,
      createdAt: ago(days),
      seenAt: ago(days),
      expiresAt: ago(days),
    });
    await world.database.db.session.createMany({ data: [session(31), session(29)] });
    await forgetSignInsDuty.run(ctx());
    expect(await world.database.db.signInFailure.count()).toBe(1);
    expect(await world.database.db.session.count({ where: { personPk } })).toBe(1);
  });
});
