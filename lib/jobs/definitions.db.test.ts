import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { aBackedUpInstance, type BackupWorld, backupWorld } from "@/lib/domain/backups/backups.test-support";
import { RELEASE_JOB } from "@/lib/domain/instances/instance-state";
import { releaseInstance } from "@/lib/domain/instances/release-instance";
import { aKey } from "@/lib/testing/builders/a-key";
import { aSecret } from "@/lib/testing/builders/a-secret";
import { dbAs, type ProcessDb } from "@/lib/testing/process-role";
import { DUTIES, JOBS } from "./definitions";
import { startWorker, type Worker } from "./worker-loop";

let world: BackupWorld;
/** The worker's own rights, no more: what its role may not do fails here. */
let asWorker: ProcessDb;
const workers: Worker[] = [];

beforeAll(async () => {
  world = await backupWorld();
  asWorker = await dbAs(world.database, "kms_worker");
});
afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.stop(5000)));
  await asWorker.close();
  await world.close();
});

const db = () => world.database.db;
const soon = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 60_000, interval: 50 });

describe("what happens by the clock, with two workers", () => {
  it("backs up, destroys what is due, chains the audit and releases an instance, each thing once", {
    timeout: 120_000,
  }, async () => {
    const { account, instance, backup } = await aBackedUpInstance(world);
    const key = await aKey(account.ctx, { instance });
    await aSecret(account.ctx, { instance, encryptionKey: key.keyId });
    const doomed = await aKey(account.ctx, { instance, state: "PendingDeletion" });
    for (const name of ["worker:one", "worker:two"]) {
      const ctx = world.as({ kind: "system", job: "worker" }, { source: "AliyunServiceEvent", db: asWorker.db });
      workers.push(await startWorker(ctx, { name, jobs: JOBS, duties: DUTIES, pollMs: 50, wallClock: Date.now }));
    }

    // BKP-30: the full at once, then nothing until the next mark
    await soon(async () =>
      expect(await db().backupRun.count({ where: { backupPk: backup.pk, state: "Complete" } })).toBe(1),
    );
    world.clock.advance({ minutes: 5 });
    await soon(async () => {
      const { lastTickAt } = await db().backup.findUniqueOrThrow({ where: { pk: backup.pk } });
      expect(lastTickAt?.getTime()).toBeGreaterThan(world.clock.now().getTime() - 5 * 60_000);
    });

    // KEY-51: not before its date, and soon after it
    expect(await db().key.count({ where: { keyId: doomed.keyId } })).toBe(1);
    world.clock.advance({ days: 7 });
    await soon(async () => expect(await db().key.count({ where: { keyId: doomed.keyId } })).toBe(0));
    expect(await db().auditEvent.count({ where: { event: "DeleteKey", accountId: account.accountId } })).toBe(1);

    // INS-65, BKP-36
    await releaseInstance(account.ctx, { region: instance.region, instanceId: instance.instanceId, force: false });
    await soon(async () =>
      expect((await db().instance.findUniqueOrThrow({ where: { pk: instance.pk } })).saleStatus).toBe("Released"),
    );
    await soon(async () =>
      expect((await db().job.findFirstOrThrow({ where: { kind: RELEASE_JOB } })).state).toBe("Done"),
    );
    expect(await db().key.count({ where: { instancePk: instance.pk } })).toBe(0);

    // decisions 9: nothing stays unlinked
    await soon(async () => expect(await db().auditLink.count()).toBe(await db().auditEvent.count()));
    expect(await db().job.count({ where: { state: "Failed" } })).toBe(0);
    // Days have passed in a moment: until each has beaten again, the other takes it for dead.
    await soon(async () =>
      expect((await db().heartbeat.findMany()).map((row) => row.detail)).toMatchObject([
        { store: "reachable", claims: true },
        { store: "reachable", claims: true },
      ]),
    );
  });
});
