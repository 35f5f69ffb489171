import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { trimChangeFeed } from "@/lib/db/change-feed.sql";
import { aKey } from "@/lib/testing/builders/a-key";
import { destroyKeyRows } from "../keys/destroy-key";
import { updateKeyDescription } from "../keys/update-key-description";
import { createSecret } from "../secrets/create-secret";
import { putSecretValue } from "../secrets/put-secret-value";
import { transaction } from "../transaction";
import { currentWrappingKey } from "../wrapping-keys";
import { backupCalendar } from "./backup-calendar";
import { aBackedUpInstance, type BackupWorld, backupWorld, namesIn } from "./backups.test-support";
import { requireBound } from "./binding-store";
import { dueBackupRuns } from "./due-backup-runs";
import { type Run, runBackup } from "./run-backup";
import { RunWriter } from "./run-writer";
import { verifyBackup } from "./verify-backup";

let world: BackupWorld;
beforeAll(async () => {
  world = await backupWorld();
});
afterAll(() => world.close());

const entriesOf = (backupPk: string) =>
  world.database.db.backupEntry.findMany({ where: { backupPk }, orderBy: [{ validFrom: "asc" }, { kind: "asc" }] });
const runsOf = (backupPk: string) =>
  world.database.db.backupRun.findMany({ where: { backupPk }, orderBy: { tickAt: "asc" } });

describe("a run", () => {
  it("is a full at first, then holds what changed, and stores nothing twice (BKP-30, invariant 3)", async () => {
    const { account, instance, backup } = await aBackedUpInstance(world);
    const key = await aKey(account.ctx, { instance, alias: "alias/first" });
    await createSecret(
      account.ctx,
      createSecret.schema.parse({
        region: instance.region,
        name: "db/password",
        encryptionKey: key.keyId,
        secretData: "correct horse battery staple",
      }),
    );
    expect(await runBackup(world.ctx, backup.pk)).toMatchObject({
      outcome: "complete",
      run: 1,
      kind: "Full",
      changes: 2,
      records: 4,
    });

    world.clock.advance({ minutes: 5 });
    expect(await runBackup(world.ctx, backup.pk)).toMatchObject({ outcome: "quiet" });

    world.clock.advance({ minutes: 5 });
    await updateKeyDescription(account.ctx, { region: instance.region, key: key.keyId, description: "changed" });
    await putSecretValue(
      account.ctx,
      putSecretValue.schema.parse({
        region: instance.region,
        secret: "db/password",
        versionId: "v2",
        secretData: "another",
      }),
    );
    // The key's own record, the secret's, and the new version's: not the material, not the old value.
    expect(await runBackup(world.ctx, backup.pk)).toMatchObject({
      run: 2,
      kind: "Incremental",
      changes: 2,
      records: 3,
    });

    world.clock.advance({ days: 1 });
    expect(await runBackup(world.ctx, backup.pk)).toMatchObject({ run: 3, kind: "Full", changes: 0, records: 0 });

    expect(await runsOf(backup.pk)).toMatchObject([
      { number: 1, kind: "Full", keys: 1, secrets: 1 },
      { number: null, kind: "Incremental", keys: 1, secrets: 1, records: 0 },
      { number: 2, kind: "Incremental", keys: 1, secrets: 1 },
      { number: 3, kind: "Full", keys: 1, secrets: 1 },
    ]);
    expect(await verifyBackup(world.ctx, backup.pk)).toMatchObject({ runs: 3, problems: [] });
  });

  it("closes what was destroyed", async () => {
    const { account, instance, backup } = await aBackedUpInstance(world);
    const key = await aKey(account.ctx, { instance });
    await runBackup(world.ctx, backup.pk);
    world.clock.advance({ minutes: 5 });
    const row = await world.database.db.key.findFirstOrThrow({ where: { keyId: key.keyId } });
    await transaction(world.ctx, (tx) => destroyKeyRows(tx, [row.pk]));
    expect(await runBackup(world.ctx, backup.pk)).toMatchObject({ changes: 1, records: 0 });
    expect((await entriesOf(backup.pk)).every((entry) => entry.validTo !== null)).toBe(true);
    expect(await verifyBackup(world.ctx, backup.pk)).toMatchObject({ problems: [] });
  });

  it("writes nothing to the store for a quiet tick, and its times into the next manifest", async () => {
    const { account, instance, backup } = await aBackedUpInstance(world);
    await runBackup(world.ctx, backup.pk);
    const names = await namesIn(world, backup.pk);
    const before = await world.store.list(`${names.base}/`);
    for (let tick = 0; tick < 3; tick++) {
      world.clock.advance({ minutes: 5 });
      await runBackup(world.ctx, backup.pk);
    }
    expect(await world.store.list(`${names.base}/`)).toEqual(before);
    world.clock.advance({ minutes: 5 });
    await aKey(account.ctx, { instance });
    await runBackup(world.ctx, backup.pk);
    const { manifest } = JSON.parse(String(await world.store.get(names.manifest(2))));
    expect(manifest.quietTicks).toMatchObject([[expect.any(String), 300_000, 3]]);
  });

  it("begins another part of its index by the length of its entries, not by their number (S18)", async () => {
    const found = await aBackedUpInstance(world);
    const backup = requireBound(await world.database.db.backup.findUniqueOrThrow({ where: { pk: found.backup.pk } }));
    const tickAt = world.clock.now();
    await transaction(world.ctx, async (tx) => {
      const run: Run = {
        ...{ ctx: world.ctx, tx, backup: { ...backup, instancePk: found.instance.pk, feedEpoch: "" } },
        ...{ backupKey: await currentWrappingKey(tx, "Backup", backup.bindingId), store: world.store },
        ...{ names: await namesIn(world, backup.pk), number: 1, token: "00000000", kind: "Full", tickAt },
        ...{ day: "2026-12-01", startedAt: tickAt, step: async () => undefined },
      };
      const writer = new RunWriter(run);
      const view = JSON.stringify("a policy names many".padEnd(33 * 1024, "."));
      const entry = { kind: "key", account: backup.accountId, versionId: "", rotatedAt: null, view } as const;
      const records = Array.from({ length: 260 }, (_, n) => ({
        ...entry,
        resourceId: `key-${n}`,
        record: Buffer.of(n),
      }));
      await writer.open(records);
      expect(await writer.index.end()).toHaveLength(3); // 260 of them are more than twice 4 MiB
    });
  });

  it("is left by a worker whose look at what is due is out of date; one asked for by hand is taken (BKP-30)", async () => {
    const { account, instance, backup } = await aBackedUpInstance(world);
    await aKey(account.ctx, { instance });
    const byTheClock = () => runBackup(world.ctx, backup.pk, { ifDue: true, waitMs: 20_000 });
    const outcomes = (await Promise.all([byTheClock(), byTheClock()])).map(({ outcome }) => outcome);
    expect(outcomes.sort()).toEqual(["complete", "notDue"]);
    expect(await runBackup(world.ctx, backup.pk)).toMatchObject({ outcome: "quiet" });
    world.clock.advance({ minutes: 5 });
    expect(await byTheClock()).toMatchObject({ outcome: "quiet" });
    const days = await backupCalendar(account.ctx, { region: instance.region, backupId: backup.backupId });
    expect(days.at(-1)).toMatchObject({
      runs: 3,
      changes: 1,
      added: 1,
      deleted: 0,
      keys: 1,
      bytes: expect.any(Number),
    });
  });

  it("is due at once, then at every five-minute mark, missed ones together (BKP-30, BKP-33)", async () => {
    const { backup } = await aBackedUpInstance(world);
    const dueNow = async () => (await dueBackupRuns(world.ctx)).some((due) => due.subjectPk === backup.pk);
    expect(await dueNow()).toBe(true);
    world.clock.set("2026-12-01T04:03:00.000Z");
    await runBackup(world.ctx, backup.pk);
    expect(await dueNow()).toBe(false);
    world.clock.set("2026-12-01T04:04:59.999Z");
    expect(await dueNow()).toBe(false);
    world.clock.set("2026-12-01T05:21:00.000Z");
    expect(await dueNow()).toBe(true);
    await runBackup(world.ctx, backup.pk);
    expect(await dueNow()).toBe(false);
    // Put back behind the last tick: what counts is when the run was taken.
    world.clock.set("2026-12-01T05:00:30.000Z");
    expect(await dueNow()).toBe(true);
    await runBackup(world.ctx, backup.pk);
    expect(await dueNow()).toBe(false);
    world.clock.set("2026-12-01T05:05:00.000Z");
    expect(await dueNow()).toBe(true);
    world.clock.set("2026-12-01T05:22:00.000Z");
  });

  it("lets the feed forget what every backup of an instance has seen, and nothing else", async () => {
    const { account, instance, backup } = await aBackedUpInstance(world);
    const other = await aBackedUpInstance(world);
    await aKey(account.ctx, { instance });
    await aKey(other.account.ctx, { instance: other.instance });
    await runBackup(world.ctx, backup.pk);
    const seen = await aKey(account.ctx, { instance }); // after the run: not seen yet
    await trimChangeFeed(world.database.db);
    const left = (pk: string) =>
      world.database.sql("SELECT DISTINCT public_id FROM change_feed WHERE instance_pk = $1", [pk]);
    expect(await left(instance.pk)).toEqual([{ public_id: seen.keyId }]);
    expect(await left(other.instance.pk)).toHaveLength(1);
  });
});
