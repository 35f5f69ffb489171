import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { BackupModel } from "@/lib/generated/prisma/models";
import { aKey } from "@/lib/testing/builders/a-key";
import { aSecret } from "@/lib/testing/builders/a-secret";
import type { TestAccount } from "@/lib/testing/builders/an-account";
import { long } from "@/lib/testing/long";
import { dbAs, type ProcessDb } from "@/lib/testing/process-role";
import { Seeded } from "@/lib/testing/seeded";
import { judgeConditions } from "../alerts/judge-conditions";
import type { Ctx } from "../context";
import { rotateKey } from "../keys/rotate-key";
import { scheduleKeyDeletion } from "../keys/schedule-key-deletion";
import { updateKeyDescription } from "../keys/update-key-description";
import { putSecretValue } from "../secrets/put-secret-value";
import { aBackedUpInstance, type BackupWorld, backupWorld } from "./backups.test-support";
import { drillBackup } from "./drill";
import { FaultPlanter } from "./drill-faults.test-support";
import { enableBackup } from "./enable-backup";
import { describeBackupReport, listBackupReports } from "./list-backup-reports";
import { describeBackup } from "./list-backups";
import { reportView } from "./report-view";
import { runBackup } from "./run-backup";
import { startBackupDrill } from "./start-backup-drill";

// The restore drill (the fifth invariant of backups, S24): what it does, that nothing is left of it, and what it finds.

const region = "cn-hangzhou";
const SEED = 20261122;
const TRIALS = long ? 1_000 : 13;

let world: BackupWorld;
let account: TestAccount;
let backup: BackupModel;
let worker: Ctx;
let workerDb: ProcessDb;
let rotated: string;

beforeAll(async () => {
  world = await backupWorld();
  workerDb = await dbAs(world.database, "kms_worker");
  const as = { source: "AliyunServiceEvent", db: workerDb.db } as const;
  worker = world.as({ kind: "system", job: "drill-backup" }, as);
  const made = await aBackedUpInstance(world);
  account = made.account;
  const { instance } = made;
  const tags = [{ name: "team", value: "pay" }];
  const key = await aKey(account.ctx, { instance, tags, alias: "alias/pay", rotationSeconds: 7 * 86_400 });
  rotated = key.keyId;
  await aKey(account.ctx, { instance, spec: "EC_P256", usage: "SIGN/VERIFY" });
  await aKey(account.ctx, { instance, spec: "HMAC_SHA_256", usage: "GENERATE_VERIFY_MAC", state: "Disabled" });
  await aKey(account.ctx, { instance, origin: "EXTERNAL" });
  await aKey(account.ctx, { instance, state: "PendingDeletion" });
  world.clock.advance({ days: 8 });
  const { pk: keyPk } = await world.ctx.db.key.findFirstOrThrow({ where: { keyId: rotated } });
  await rotateKey(worker, { keyPk });
  for (const name of ["db", "api"]) {
    await aSecret(account.ctx, { name, encryptionKey: rotated, value: `${name} one`, versionId: "v1" });
    const value = { region, secret: name, versionId: "v2", secretData: `${name} two` };
    await putSecretValue(account.ctx, putSecretValue.schema.parse(value));
  }
  await runBackup(world.ctx, made.backup.pk);
  backup = await world.ctx.db.backup.findUniqueOrThrow({ where: { pk: made.backup.pk } });
});
afterAll(async () => {
  await workerDb.close();
  await world.close();
});

const place = () => ({ region, backupId: backup.backupId });

async function drill(options: { ctx?: Ctx; at?: Date } = {}) {
  const report = await drillBackup(options.ctx ?? worker, backup, { trail: true, at: options.at });
  if (!report) throw new Error("somebody else is at it");
  return reportView(report, backup.backupId);
}

/** Every table's rows, in a word each; without what a drill is to leave: its report, its events, its date. */
async function everythingElse(): Promise<Record<string, string>> {
  const tables = await world.database.sql<{ name: string }>(
    `SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = 'public' AND c.relkind = 'r' AND c.relname !~ '^(backup_report|audit_event.*|backup)$' ORDER BY 1`,
  );
  expect(tables.length).toBeGreaterThan(50);
  const rows: Record<string, string> = {};
  for (const { name } of tables) {
    const [row] = await world.database.sql<{ digest: string }>(
      `SELECT count(*) || ' ' || md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) AS digest FROM ${name} t`,
    );
    rows[name] = row?.digest ?? "";
  }
  return rows;
}

describe("a drill", () => {
  it("restores every key and secret, asks every version, compares with backup and source, and files a report", async () => {
    expect(await drill()).toMatchObject({
      kind: "Drill",
      state: "Passed",
      createdBy: "job:drill-backup",
      at: world.clock.now(),
      total: 7,
      done: 7,
      counts: { keys: 5, secrets: 2, versions: 6, canaries: 5, compared: 17, problems: 0 },
      problems: [],
    });
    const [newest] = await listBackupReports(account.ctx, { ...place(), kind: "Drill" });
    expect(newest).toEqual(await describeBackupReport(account.ctx, { ...place(), reportId: newest?.reportId ?? "" }));
    expect(await describeBackup(account.ctx, place())).toMatchObject({
      lastDrill: { at: world.clock.now(), state: "Passed" },
    });
  });

  it("leaves nothing but its report and its two events: no row, no change of the feed, no alert, nothing in a cache", async () => {
    const before = await everythingElse();
    const met: string[] = [];
    const untouched = new Proxy({}, { get: (_, name) => met.push(String(name)) });
    const caches = { ...worker.ports, keyCache: untouched, callLimits: untouched } as Ctx["ports"];
    const { reportId } = await drill({ ctx: { ...worker, ports: caches, recorder: untouched as Ctx["recorder"] } });
    expect(met).toEqual([]);
    expect(await everythingElse()).toEqual(before);
    const events = await world.ctx.db.auditEvent.findMany({
      where: { event: "StartBackupDrill", detail: { path: ["reportId"], equals: reportId } },
    });
    const told = events.map(({ event, outcome, detail }) => [event, outcome, (detail as { phase: string }).phase]);
    expect(told.sort()).toEqual([
      ["StartBackupDrill", "Success", "begun"],
      ["StartBackupDrill", "Success", "finished"],
    ]);
  });

  it("leaves nothing where it is ended in the middle, and is begun anew (P2)", async () => {
    const before = await everythingElse();
    for (const atCall of [3, 12, 25]) {
      let calls = 0;
      const newId = () => {
        if (++calls === atCall) throw new Error("ended here");
        return worker.newId();
      };
      await expect(drill({ ctx: { ...worker, newId } })).rejects.toThrow("ended here");
      expect(await everythingElse()).toEqual(before);
    }
    // Its connection is cut under it.
    const cut = () =>
      world.database.sql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND state = 'idle in transaction'`);
    let cuts = 0;
    const get: BackupWorld["store"]["get"] = async (name) => {
      if (cuts++ === 0) await cut();
      return world.store.get(name);
    };
    await drill({ ctx: { ...worker, ports: { backupStore: { ...storeOf(world), get } } } }).catch(() => undefined);
    expect(await everythingElse()).toEqual(before);
    expect(await drill()).toMatchObject({ state: "Passed" });
  });

  it("takes a past moment, and compares that with the backup alone", async () => {
    const then = world.clock.now();
    world.clock.advance({ minutes: 5 });
    await updateKeyDescription(account.ctx, { region, key: rotated, description: "changed" });
    await runBackup(world.ctx, backup.pk);
    const report = await drill({ at: then });
    expect(report).toMatchObject({ state: "Passed", at: then });
    expect(report.counts.compared).toBeUndefined();
    await expect(drill({ at: new Date(then.getTime() - 86_400_000) })).rejects.toMatchObject({ code: "NoBackupData" });
    const before = new Date(then.getTime() - 30 * 86_400_000);
    await expect(startBackupDrill(account.ctx, { ...place(), at: before })).rejects.toMatchObject({
      code: "NoBackupData",
    });
    await drill();
  });

  it("counts what changed since the last run for nothing", async () => {
    await updateKeyDescription(account.ctx, { region, key: rotated, description: "after the run" });
    await aKey(account.ctx, { instance: { instanceId: backup.sourceInstanceId ?? "" } });
    const doomed = await aKey(account.ctx, { instance: { instanceId: backup.sourceInstanceId ?? "" } });
    await scheduleKeyDeletion(account.ctx, { region, key: doomed.keyId, windowDays: 7 });
    expect(await drill()).toMatchObject({ state: "Passed", problems: [] });
    await runBackup(world.ctx, backup.pk);
    expect(await drill()).toMatchObject({ state: "Passed", problems: [] });
  });
});

const storeOf = ({ store }: BackupWorld) => ({
  name: store.name,
  put: store.put.bind(store),
  putIfAbsent: store.putIfAbsent.bind(store),
  get: store.get.bind(store),
  getRange: store.getRange.bind(store),
  list: store.list.bind(store),
  remove: store.remove.bind(store),
  check: store.check.bind(store),
});

describe("planted faults (S24)", () => {
  it(`finds ${TRIALS} of ${TRIALS}, each by the name of its item (seed ${SEED})`, {
    timeout: 20 * 60_000,
  }, async () => {
    const random = new Seeded(SEED);
    const planter = new FaultPlanter(world, backup.pk, random);
    const names = Object.keys(planter.faults) as (keyof FaultPlanter["faults"])[];
    const missed: string[] = [];
    for (let trial = 0; trial < TRIALS; trial++) {
      const name = names[trial % names.length] ?? "a wrong probe";
      const { kind, id, undo } = await planter.faults[name]();
      const { state, problems } = await drill();
      await undo();
      if (state !== "Failed" || !problems.some((found) => found.kind === kind && found.id === id))
        missed.push(`${name}: ${id}`);
    }
    expect(missed).toEqual([]);
    expect(await drill()).toMatchObject({ state: "Passed" });
  });

  it("is told as an alert until a drill passes, and a backup whose drill failed says so (P7)", async () => {
    const later = () => world.clock.advance({ seconds: 1 });
    const planter = new FaultPlanter(world, backup.pk, new Seeded(1));
    const { undo } = await planter.faults["a wrong policy"]();
    later();
    expect(await drill()).toMatchObject({ state: "Failed" });
    await judgeConditions(worker);
    const alerts = () =>
      world.ctx.db.alert.findMany({ where: { accountId: account.accountId, name: "Backup:DrillFailed" } });
    expect(await alerts()).toMatchObject([
      { level: "CRITICAL", endedAt: null, content: { reason: "Failed", problems: 1 } },
    ]);
    expect(await describeBackup(account.ctx, place())).toMatchObject({ lastDrill: { state: "Failed" } });
    await undo();
    later();
    await expect(drill({ ctx: { ...worker, ports: {} } })).rejects.toMatchObject({ code: "BackupStoreUnavailable" });
    await judgeConditions(worker);
    expect((await alerts()).map(({ level, endedAt }) => [level, endedAt !== null])).toEqual([
      ["CRITICAL", true],
      ["WARN", false],
    ]);
    later();
    await drill();
    await judgeConditions(worker);
    expect((await alerts()).every(({ endedAt }) => endedAt !== null)).toBe(true);
  });
});

it("is in no other's way: the same keys are restored by two drills at once, of two backups of one instance", async () => {
  const { accountId, sourceInstanceId } = backup;
  const other = await world.ctx.db.backup.findFirstOrThrow({ where: { accountId, region, type: "Default" } });
  await enableBackup(account.ctx, { region, backupId: other.backupId, instanceId: sourceInstanceId ?? "" });
  await runBackup(world.ctx, other.pk);
  const bound = await world.ctx.db.backup.findUniqueOrThrow({ where: { pk: other.pk } });
  const met: unknown[] = [];
  // The first batch has restored and judged all its keys, and holds them until the other drill is over.
  const $transaction = (work: (tx: unknown) => Promise<unknown>, options: object) =>
    worker.db.$transaction(
      (tx) =>
        work(tx).catch(async (error: Error) => {
          if (error.name === "RolledBack" && met.length === 0) {
            met.push("held");
            met.push((await drillBackup(worker, bound, { trail: false }))?.state);
          }
          throw error;
        }),
      options,
    );
  const holding = new Proxy(worker.db, {
    get: (db, name) => (name === "$transaction" ? $transaction : Reflect.get(db, name, db)),
  });
  expect(await drill({ ctx: { ...worker, db: holding } })).toMatchObject({ state: "Passed" });
  expect(met).toEqual(["held", "Passed"]);
});
