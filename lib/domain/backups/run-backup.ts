import { randomBytes } from "@/lib/crypto/random";
import type { WrappingKey } from "@/lib/crypto/sealed";
import { currentSnapshot } from "@/lib/db/change-feed.sql";
import { type BusinessDay, businessDayOf, dayAsDate, dayFromDate } from "../calendar";
import type { Ctx, Tx } from "../context";
import { DomainError } from "../errors";
import { currentWrappingKey } from "../wrapping-keys";
import { adoptRuns } from "./adopt-runs";
import { isBackupExpired } from "./backup-lifecycle-rules";
import { type LockOptions, withBackupLock } from "./backup-lock";
import { planRun, runDueAt } from "./backup-schedule-rules";
import type { BindingNames } from "./binding-names";
import { type BoundBackup, namesOfBackup, requireBound, storeOf } from "./binding-store";
import { lastComplete, touchTick } from "./catalogue";
import { collectChanges } from "./collect-changes";
import { ensureFeedEpoch } from "./feed-epoch";
import { publishRun } from "./publish-run";
import { readSnapshot } from "./read-snapshot";
import { RunWriter } from "./run-writer";
import type { BackupStore } from "./store";

/** Moments of a run, for the tests that kill one between every two of them. */
export type RunStep = "locked" | "read" | "pack" | "packs" | "objects" | "index" | "manifest" | "catalogue";

export interface RunOptions extends LockOptions {
  /** The schedule asks: leaves where it is due no more, since another worker has taken the run meanwhile. */
  ifDue?: boolean;
  onStep?: (step: RunStep) => Promise<void> | void;
}

export type RunOutcome =
  | { outcome: "busy" }
  | { outcome: "notDue" }
  | { outcome: "quiet"; tickAt: Date }
  | { outcome: "complete"; run: number; kind: "Full" | "Incremental"; tickAt: Date; changes: number; records: number };

/** One run as it goes on: what it is, what it writes to, and the transaction that holds its lock. */
export interface Run {
  ctx: Ctx;
  tx: Tx;
  backup: BoundBackup & { instancePk: string; feedEpoch: string };
  backupKey: WrappingKey;
  /** What seals the material, where it is not the database's: of an uploaded file. */
  instanceKeys?: readonly WrappingKey[];
  store: BackupStore;
  names: BindingNames;
  number: number;
  token: string;
  kind: "Full" | "Incremental";
  tickAt: Date;
  day: BusinessDay;
  startedAt: Date;
  step(name: RunStep): Promise<void>;
}

/**
 * Takes one run of an enabled backup: what changed since the last one, sealed into the store, then entered into the
 * catalogue (decisions 10; BKP-30), in the transaction that holds the backup's lock: nobody enters who has lost it.
 * Killed at any moment it leaves the last complete run as it was, and the next run repairs the rest. A failed one is
 * noted and thrown on.
 * @throws DomainError BackupNotEnabled, BackupStoreUnavailable, BackupDamaged
 */
export async function runBackup(ctx: Ctx, backupPk: string, options: RunOptions = {}): Promise<RunOutcome> {
  const startedAt = ctx.now();
  try {
    await ensureFeedEpoch(ctx);
    const work = async (tx: Tx): Promise<RunOutcome> => {
      const run = await beginRun(ctx, tx, backupPk, startedAt, options);
      return !options.ifDue || (await isStillDue(run)) ? takeRun(run) : { outcome: "notDue" };
    };
    return (await withBackupLock(ctx, backupPk, options, work)) ?? { outcome: "busy" };
  } catch (error) {
    if (!isOver(error)) await noteFailure(ctx, backupPk, startedAt, error);
    throw error;
  }
}

/** Finds out which run it is, after taking over what a killed one has completed in the store. */
async function beginRun(ctx: Ctx, tx: Tx, backupPk: string, startedAt: Date, options: RunOptions): Promise<Run> {
  const step = async (name: RunStep) => options.onStep?.(name);
  await step("locked");
  const store = storeOf(ctx);
  const found = requireBound(await tx.db.backup.findUniqueOrThrow({ where: { pk: backupPk } }));
  const { instancePk, feedEpoch } = found;
  const hasEnded = found.sourceReleasedAt !== null || isBackupExpired(found, ctx.now());
  if (!instancePk || !feedEpoch || hasEnded) throw new DomainError("BackupNotEnabled");
  const backupKey = await currentWrappingKey(tx, "Backup", found.bindingId);
  const names = await namesOfBackup(tx, found);
  const backup = { ...(await adoptRuns(tx, store, names, found, backupKey)), instancePk, feedEpoch };
  const lastBusinessDay = backup.lastBusinessDay && dayFromDate(backup.lastBusinessDay);
  const planned = planRun({ ...backup, lastBusinessDay }, ctx.now(), ctx.deployment.timeZone);
  return {
    ctx,
    tx,
    backup,
    backupKey,
    store,
    names,
    number: backup.lastRunNumber + 1,
    token: randomBytes(4).toString("hex"),
    ...planned,
    startedAt,
    step,
  };
}

/** Asked inside the lock: what was seen before it may have been done since. */
async function isStillDue({ ctx, tx, backup }: Run): Promise<boolean> {
  const now = ctx.now();
  const isAhead = backup.lastTickAt !== null && backup.lastTickAt > now;
  const last = isAhead ? await lastComplete(tx, backup) : null;
  return runDueAt({ ...backup, takenAt: last?.completedAt ?? null }, now) !== null;
}

async function takeRun(run: Run): Promise<RunOutcome> {
  const { kind, tickAt, number } = run;
  const writer = new RunWriter(run);
  const snapshot = await readSnapshot(run.ctx, async (reading) => {
    const taken = await currentSnapshot(reading.db);
    await assertSourceLives(reading, run.backup.pk);
    await collectChanges(reading, run.tx, run.backup, writer);
    return taken;
  });
  await run.step("read");
  const { changes } = writer;
  // A tick without change is a row of the database only; a day's full says in the store that the day had one.
  if (changes === 0 && kind === "Incremental") {
    await touchTick(run, snapshot);
    return { outcome: "quiet", tickAt };
  }
  await publishRun(run, writer, snapshot);
  return { outcome: "complete", run: number, kind, tickAt, changes, records: writer.packs.records };
}

/** Reset or released meanwhile: there was nothing left to run, and nothing has failed. */
const isOver = (error: unknown) => error instanceof DomainError && error.code === "BackupNotEnabled";

/** A release marks its backups and destroys the rows at once: a moment without the source is never saved as its state. */
async function assertSourceLives(reading: Tx, backupPk: string): Promise<void> {
  const living = await reading.db.backup.count({ where: { pk: backupPk, state: "Enabled", sourceReleasedAt: null } });
  if (living === 0) throw new DomainError("BackupNotEnabled");
}

/** A failed run is a row that people see (P7). Where even that cannot be written, the cause is thrown on all the same. */
async function noteFailure(ctx: Ctx, backupPk: string, startedAt: Date, error: unknown): Promise<void> {
  const backup = await ctx.db.backup.findUnique({ where: { pk: backupPk } }).catch(() => null);
  if (!backup?.bindingId) return;
  const data = {
    pk: ctx.newId(),
    backupPk,
    bindingId: backup.bindingId,
    kind: "Incremental" as const,
    state: "Failed" as const,
    businessDay: dayAsDate(businessDayOf(startedAt, ctx.deployment.timeZone)),
    tickAt: startedAt,
    startedAt,
    errorCode: error instanceof DomainError ? error.code : "InternalFailure",
  };
  await ctx.db.backupRun.create({ data }).catch(() => undefined);
}
