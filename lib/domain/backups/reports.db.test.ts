import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { backupRunJob } from "@/lib/jobs/backup-run";
import { drillBackupJob } from "@/lib/jobs/drill-backup";
import { verifyBackupJob } from "@/lib/jobs/verify-backup";
import { aKey } from "@/lib/testing/builders/a-key";
import { judgeConditions } from "../alerts/judge-conditions";
import type { Ctx } from "../context";
import { enqueueJobs } from "../jobs/enqueue-job";
import { claimJob } from "../jobs/lease";
import { aBackedUpInstance, type BackupWorld, backupWorld, namesIn } from "./backups.test-support";
import { forgetReports, reportsDue } from "./due-reports";
import { describeBackupReport, listBackupReports } from "./list-backup-reports";
import { describeBackup } from "./list-backups";
import { runBackup } from "./run-backup";
import { startBackupDrill } from "./start-backup-drill";
import { startBackupVerification } from "./start-backup-verification";

// Verifications by the clock and by hand, with their reports; and that a green tick never lies (P7).

const region = "cn-hangzhou";
const DAY_MS = 86_400_000;

let world: BackupWorld;
let worker: Ctx;
beforeAll(async () => {
  world = await backupWorld();
  worker = world.as({ kind: "system", job: "verify-backup" }, { source: "AliyunServiceEvent" });
});
afterAll(() => world.close());

async function aSavedKey() {
  const made = await aBackedUpInstance(world);
  const key = await aKey(made.account.ctx, { instance: made.instance });
  await runBackup(world.ctx, made.backup.pk);
  return { ...made, key, place: { region, backupId: made.backup.backupId } };
}

/** One turn of the worker's lane: what is due is written down, and the job of this backup is done. */
async function work(definition: typeof verifyBackupJob, backupPk: string): Promise<boolean> {
  const due = (await definition.due(worker)).filter(({ subjectPk }) => subjectPk === backupPk);
  await world.ctx.db.job.deleteMany({ where: { kind: definition.kind } });
  await enqueueJobs(
    worker,
    due.map((one) => ({ ...one, kind: definition.kind })),
  );
  const job = await claimJob(worker, [definition.kind]);
  if (!job) return false;
  await definition.run(worker, job);
  return true;
}

const isDue = async (kind: "Verification" | "Drill", backupPk: string) =>
  (await reportsDue(worker, kind)).some(({ subjectPk }) => subjectPk === backupPk);

/** Puts another byte into the sealed record of the key, and gives what puts it back. */
async function damage(backupPk: string, resourceId: string) {
  const entry = await world.ctx.db.backupEntry.findFirstOrThrow({ where: { backupPk, resourceId, kind: "key" } });
  const name = (await namesIn(world, backupPk)).inBase(entry.pack);
  const right = (await world.store.get(name)) ?? Buffer.alloc(0);
  const wrong = Buffer.from(right);
  wrong.writeUInt8(wrong.readUInt8(entry.offset + 20) ^ 1, entry.offset + 20);
  await world.store.put(name, wrong);
  return { pack: entry.pack, undo: () => world.store.put(name, right) };
}

describe("a verification", () => {
  it("is asked for, done by the worker, and reported; one at a time, and a drill beside it", async () => {
    const { account, backup, place } = await aSavedKey();
    const { reportId } = await startBackupVerification(account.ctx, place);
    await expect(startBackupVerification(account.ctx, place)).rejects.toMatchObject({ code: "BackupBusy" });
    await startBackupDrill(account.ctx, place);
    expect(await listBackupReports(account.ctx, place)).toMatchObject([{ state: "Queued" }, { state: "Queued" }]);
    expect(await work(verifyBackupJob, backup.pk)).toBe(true);
    const report = await describeBackupReport(account.ctx, { ...place, reportId });
    expect(report).toMatchObject({ state: "Passed", counts: { runs: 1, problems: 0 }, problems: [] });
    expect(report.total).toBeGreaterThan(0);
    expect(report.done).toBe(report.total);
    expect(await work(drillBackupJob, backup.pk)).toBe(true);
    expect(await listBackupReports(account.ctx, { ...place, kind: "Drill" })).toMatchObject([{ state: "Passed" }]);
    expect(await work(verifyBackupJob, backup.pk)).toBe(false);
    const missing = { ...place, reportId: "rpt-none" };
    await expect(describeBackupReport(account.ctx, missing)).rejects.toMatchObject({ code: "BackupReportNotFound" });
  });

  it("of many that are asked for at once one is taken, and two workers do it once", async () => {
    const { account, backup, place } = await aSavedKey();
    const asked = await Promise.allSettled(
      Array.from({ length: 5 }, () => startBackupVerification(account.ctx, place)),
    );
    expect(asked.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const job = { kind: "verify-backup", subjectPk: backup.pk } as Parameters<typeof verifyBackupJob.run>[1];
    await Promise.all([verifyBackupJob.run(worker, job), verifyBackupJob.run(worker, job)]);
    const events = await world.ctx.db.auditEvent.findMany({
      where: { accountId: account.accountId, event: "StartBackupVerification", outcome: "Success" },
    });
    expect(events.map(({ detail }) => (detail as { phase: string }).phase).sort()).toEqual(["begun", "finished"]);
  });

  it("names each damaged object and each record that is lost with it, and says so on the page and in an alert (P7)", async () => {
    const { account, backup, key, place } = await aSavedKey();
    const { pack, undo } = await damage(backup.pk, key.keyId);
    const { reportId } = await startBackupVerification(account.ctx, place);
    await work(verifyBackupJob, backup.pk);
    expect(await describeBackupReport(account.ctx, { ...place, reportId })).toMatchObject({
      state: "Failed",
      counts: { problems: 2 },
      problems: [
        { problem: "altered", object: pack },
        { problem: "lost", object: pack, kind: "key", id: key.keyId },
      ],
    });
    expect(await describeBackup(account.ctx, place)).toMatchObject({ verifyError: `${pack} altered` });
    await judgeConditions(worker);
    expect(await standing(account.accountId)).toEqual(["Backup:Damaged"]);
    await undo();
    await startBackupVerification(account.ctx, place);
    await work(verifyBackupJob, backup.pk);
    await judgeConditions(worker);
    expect(await standing(account.accountId)).toEqual([]);
    expect(await describeBackup(account.ctx, place)).toMatchObject({ verifyError: null });
  });

  it("that cannot be done is no success: its report says why, and it is tried again after a while", async () => {
    const { account, backup, place } = await aSavedKey();
    const { reportId } = await startBackupVerification(account.ctx, place);
    const job = { kind: "verify-backup", subjectPk: backup.pk } as Parameters<typeof verifyBackupJob.run>[1];
    await verifyBackupJob.run({ ...worker, ports: {} }, job);
    expect(await describeBackupReport(account.ctx, { ...place, reportId })).toMatchObject({
      state: "Broken",
      errorCode: "BackupStoreUnavailable",
    });
    expect(await describeBackup(account.ctx, place)).toMatchObject({ verifiedAt: null });
    await runBackup(world.ctx, backup.pk);
    await judgeConditions(worker);
    expect(await standing(account.accountId)).toEqual(["Backup:Unverified"]);
    await world.ctx.db.backup.update({ where: { pk: backup.pk }, data: { enabledAt: new Date(0) } });
    expect(await isDue("Verification", backup.pk)).toBe(false);
    world.clock.advance({ hours: 7 });
    expect(await isDue("Verification", backup.pk)).toBe(true);
  });

  it("that was left half done is begun anew, and whoever left it cannot end it", async () => {
    const { account, backup, place } = await aSavedKey();
    const { reportId } = await startBackupVerification(account.ctx, place);
    let resumed = 0;
    const get: BackupWorld["store"]["get"] = async (name) => {
      if (resumed++ === 0) {
        // Silent for three minutes in the middle of the first object: another worker takes it over, and finishes.
        expect(await isDue("Verification", backup.pk)).toBe(false);
        world.clock.advance({ minutes: -1 }); // a clock that was put back a little is no silence
        expect(await isDue("Verification", backup.pk)).toBe(false);
        world.clock.advance({ minutes: 4 });
        expect(await isDue("Verification", backup.pk)).toBe(true);
        await verifyBackupJob.run(worker, job);
      }
      return world.store.get(name);
    };
    const job = { kind: "verify-backup", subjectPk: backup.pk } as Parameters<typeof verifyBackupJob.run>[1];
    const slow = Object.assign(Object.create(world.store) as BackupWorld["store"], { get });
    await verifyBackupJob.run({ ...worker, ports: { backupStore: slow } }, job);
    const report = await describeBackupReport(account.ctx, { ...place, reportId });
    expect(report).toMatchObject({ state: "Passed", startedAt: world.clock.now() });
    expect(await listBackupReports(account.ctx, place)).toHaveLength(1);
  });
});

describe("reports by the clock", () => {
  it("come once a week and once in thirty days, each backup at a moment of its own; of months without a worker comes one", async () => {
    const { backup } = await aSavedKey();
    world.clock.advance({ days: 200 });
    for (const [kind, days] of [
      ["Verification", 7],
      ["Drill", 30],
    ] as const) {
      const definition = kind === "Drill" ? drillBackupJob : verifyBackupJob;
      expect(await work(definition, backup.pk)).toBe(true);
      expect(await isDue(kind, backup.pk)).toBe(false);
      const done: number[] = [];
      for (let hour = 0; hour < days * 24 * 3; hour += 6) {
        world.clock.advance({ hours: 6 });
        if (await isDue(kind, backup.pk)) {
          await work(definition, backup.pk);
          done.push(world.clock.now().getTime());
        }
      }
      expect(done).toHaveLength(3);
      for (const [at, moment] of done.entries())
        expect(at === 0 ? days * DAY_MS : moment - (done[at - 1] ?? 0)).toBe(days * DAY_MS);
    }
    const [{ marks }] = (await world.database.sql(
      `SELECT count(DISTINCT hashtextextended(gen_random_uuid()::text, 0) % 604800)::int AS marks FROM generate_series(1, 100)`,
    )) as [{ marks: number }];
    expect(marks).toBeGreaterThan(90);
  });

  it("are forgotten after 400 days, except what is still to be done", async () => {
    const { account, backup, place } = await aSavedKey();
    await startBackupVerification(account.ctx, place);
    await work(verifyBackupJob, backup.pk);
    await startBackupDrill(account.ctx, place);
    world.clock.advance({ days: 401 });
    await forgetReports(worker);
    expect(await listBackupReports(account.ctx, place)).toMatchObject([{ kind: "Drill", state: "Queued" }]);
  });
});

const standing = async (accountId: string) =>
  (await world.ctx.db.alert.findMany({ where: { accountId, endedAt: null, name: { startsWith: "Backup:" } } }))
    .map(({ name }) => name)
    .sort();

describe("a green tick never lies (P7)", () => {
  it("a backup that was not run for ten minutes is late, on its page and in an alert, and no longer with the next run", async () => {
    const { account, backup, place } = await aSavedKey();
    world.clock.advance({ minutes: 10 });
    await judgeConditions(worker);
    expect(await standing(account.accountId)).toEqual([]);
    expect(await describeBackup(account.ctx, place)).toMatchObject({ late: false });
    world.clock.advance({ seconds: 1 });
    await judgeConditions(worker);
    expect(await standing(account.accountId)).toEqual(["Backup:RunLate"]);
    expect(await describeBackup(account.ctx, place)).toMatchObject({ late: true, failure: null });
    await runBackup(world.ctx, backup.pk);
    await judgeConditions(worker);
    expect(await standing(account.accountId)).toEqual([]);
    expect(await describeBackup(account.ctx, place)).toMatchObject({ late: false });
  });

  it("a backup that nobody verified for 8 days says so, until somebody does", async () => {
    const { account, backup, place } = await aSavedKey();
    for (const [hours, told] of [
      [8 * 24, []],
      [1, ["Backup:Unverified"]],
    ] as const) {
      world.clock.advance({ hours });
      await runBackup(world.ctx, backup.pk);
      await judgeConditions(worker);
      expect(await standing(account.accountId)).toEqual(told);
    }
    await startBackupVerification(account.ctx, place);
    await work(verifyBackupJob, backup.pk);
    await judgeConditions(worker);
    expect(await standing(account.accountId)).toEqual([]);
  });

  it("a worker that comes back tells of its absence, though its first run makes it good before anybody looks", async () => {
    const { account, backup } = await aSavedKey();
    world.clock.advance({ days: 3 });
    await work(backupRunJob, backup.pk);
    expect(await standing(account.accountId)).toEqual(["Backup:RunLate"]);
    await judgeConditions(worker);
    const told = await world.ctx.db.alert.findMany({ where: { accountId: account.accountId, name: "Backup:RunLate" } });
    expect(told).toMatchObject([{ endedAt: world.clock.now() }]);
  });

  it("one whose newest run failed says so until a run is complete; one of a released source is not late", async () => {
    const { account, backup, place } = await aSavedKey();
    world.clock.advance({ minutes: 5 });
    await expect(runBackup({ ...world.ctx, ports: {} }, backup.pk)).rejects.toThrow();
    await judgeConditions(worker);
    expect(await standing(account.accountId)).toEqual(["Backup:RunFailed"]);
    expect(await describeBackup(account.ctx, place)).toMatchObject({ failure: { code: "BackupStoreUnavailable" } });
    world.clock.advance({ minutes: 5 });
    await runBackup(world.ctx, backup.pk);
    await world.ctx.db.backup.update({ where: { pk: backup.pk }, data: { sourceReleasedAt: world.clock.now() } });
    world.clock.advance({ days: 2 });
    await judgeConditions(worker);
    expect(await standing(account.accountId)).toEqual([]);
    expect(await describeBackup(account.ctx, place)).toMatchObject({ late: false, failure: null });
  });

  it("a clock that was put back hides nothing: what counts is when the last run was taken", async () => {
    const { account, backup } = await aSavedKey();
    world.clock.advance({ days: -1 });
    await runBackup(world.ctx, backup.pk);
    await judgeConditions(worker);
    expect(await standing(account.accountId)).toEqual([]);
    world.clock.advance({ minutes: 11 });
    await judgeConditions(worker);
    expect(await standing(account.accountId)).toEqual(["Backup:RunLate"]);
    world.clock.advance({ days: 1 });
  });
});
