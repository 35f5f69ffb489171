import { type SettledItem, settleItems } from "@/lib/db/restore-work.sql";
import type { BackupModel, RestoreModel } from "@/lib/generated/prisma/models";
import { record } from "../audit/record";
import { type Happening, recordMany } from "../audit/record-many";
import type { Ctx, Tx } from "../context";
import { DomainError } from "../errors";
import type { Instance } from "../instances/load-instance";
import { assertLease, type Lease, LeaseLost } from "../jobs/lease";
import { transaction } from "../transaction";
import { currentWrappingKey } from "../wrapping-keys";
import { mayStill } from "./acting-for";
import { requireBound } from "./binding-store";
import { assertBackupAllows, standingBackup } from "./load-backup";
import { needsOf, restoreSubject } from "./load-restore";
import { restoreItems } from "./restore-batch";
import { type OpenedBatch, type OpenedItem, RestoreFeed } from "./restore-feed";
import type { ItemOutcome } from "./restore-set";
import { assertStillBound, originOf, restoreDestination } from "./restore-source";
import { restoredEvent } from "./restored-event";
import type { SavedItem } from "./saved-records";
import { openReading } from "./source-keys";

/** Moments of the work, for the tests that kill it between every two of them. */
export type RestoreStep = "opened" | "read" | "restored" | "settled" | "committed";

export interface RestoreRunOptions {
  onStep?: (step: RestoreStep) => Promise<void> | void;
  /** Fewer than usual, for tests. */
  batchSize?: number;
}

const BATCH_TIMEOUT_MS = 60_000;

interface Work {
  restore: RestoreModel;
  backup: BackupModel;
  lease: Lease;
  step: (step: RestoreStep) => Promise<void>;
}

/**
 * Restores what a running restore has still to do, batch by batch, each in one transaction together with what its items
 * come to: killed at any moment it is taken up again where it was, with nothing twice and nothing lost. Between two batches
 * it stops if somebody asked, and looks whether whoever began it still may. What keeps all of it from going on makes it
 * Failed, with the code; it can be resumed.
 * @throws LeaseLost, DomainError ServiceUnavailable: then the job is tried again
 */
export async function runRestore(ctx: Ctx, restorePk: string, lease: Lease, options: RestoreRunOptions = {}) {
  const restore = await ctx.db.restore.findUnique({ where: { pk: restorePk }, include: { backup: true } });
  if (restore?.state !== "Running") return;
  const step: Work["step"] = async (name) => options.onStep?.(name);
  try {
    const bound = requireBound(assertStands(ctx, restore.backup, restore));
    const destination = await destinationOf(ctx, restore);
    const feed = new RestoreFeed(ctx, await openReading(ctx, bound), restore, destination, options.batchSize);
    await step("opened");
    const work = { restore, backup: bound, lease, step };
    for await (const batch of feed.batches()) {
      await step("read");
      const goesOn = await transaction(ctx, (tx) => restoreBatch(tx, work, batch), { timeoutMs: BATCH_TIMEOUT_MS });
      await step("committed");
      if (!goesOn) return;
    }
    await transaction(ctx, (tx) => endRestore(tx, work, "Done"));
  } catch (error) {
    if (isPassing(error)) throw error;
    const code = error instanceof DomainError ? error.code : "InternalFailure";
    await transaction(ctx, (tx) => endRestore(tx, { restore, lease }, "Failed", code));
    if (code === "InternalFailure") throw error;
  }
}

/** BKP-50, BKP-145: it may expire in the middle, before any job has written that down. */
function assertStands(ctx: Ctx | Tx, row: BackupModel | null, { bindingId }: RestoreModel): BackupModel {
  const backup = row && standingBackup(ctx, row);
  if (backup?.bindingId !== bindingId) throw new DomainError("BackupNotEnabled");
  assertBackupAllows("restore", backup);
  return backup;
}

/** Where it goes, for what is made ready beforehand; each batch judges it anew. */
async function destinationOf(ctx: Ctx, { destinationRegion: region, destinationId: instanceId }: RestoreModel) {
  const instance = await ctx.db.instance.findFirst({ where: { region, instanceId, saleStatus: { not: "Released" } } });
  if (!instance) throw new DomainError("RestoreDestinationInvalid");
  return { instance, wrapping: await currentWrappingKey(ctx, "Instance", instance.pk) };
}

/** Another worker has it, or the database is away: nothing is settled, and somebody goes on. */
function isPassing(error: unknown): boolean {
  if (error instanceof LeaseLost) return true;
  return error instanceof DomainError && (error.code === "ServiceUnavailable" || error.code === "ChangedMeanwhile");
}

/** False where there is nothing more to do for this worker. */
async function restoreBatch(tx: Tx, work: Work, batch: OpenedBatch): Promise<boolean> {
  const { restore, backup, lease, step } = work;
  await assertLease(tx, lease);
  const now = await tx.db.restore.findUniqueOrThrow({ where: { pk: restore.pk } });
  if (now.state !== "Running") return false;
  if (now.stopAsked) {
    await endRestore(tx, work, "Stopped");
    return false;
  }
  await assertMayStill(tx, now);
  assertStands(tx, await tx.db.backup.findUnique({ where: { pk: backup.pk } }), restore);
  await assertStillBound(tx, backup);
  const outcomes = await outcomesOf(tx, work, batch);
  await step("restored");
  await settle(tx, work, batch.items, outcomes);
  await step("settled");
  return true;
}

interface Outcomes {
  instance: Instance;
  of: Map<OpenedItem, ItemOutcome>;
}

async function outcomesOf(tx: Tx, { restore, backup }: Work, batch: OpenedBatch): Promise<Outcomes> {
  const of: Outcomes["of"] = new Map();
  const destination = { region: restore.destinationRegion, instanceId: restore.destinationId };
  const own = { account: backup.accountId, instanceId: backup.sourceInstanceId ?? "" };
  const refusals = await refusalsOf(tx, backup, destination, batch.items);
  const instance = await restoreDestination(tx, backup, destination, own);
  const judged = batch.items.filter((opened): opened is OpenedItem & { saved: SavedItem } => {
    const refusal = opened.refusal ?? refusals.get(opened.item.accountId);
    if (refusal) of.set(opened, { restored: false, refusal });
    return !refusal && opened.saved !== null;
  });
  const policies = restore.defaultPolicies ? "default" : "saved";
  const { sources, resealed } = batch;
  const into = { instance, at: restore.at, sources, resealed, policies } as const;
  const items = judged.map(({ saved }) => saved);
  const outcomes = await restoreItems(tx, into, items);
  judged.forEach((opened, index) => {
    const outcome = outcomes[index];
    if (outcome) of.set(opened, outcome);
  });
  return { instance, of };
}

/** What another account made may have no way back by now (BKP-158, BKP-159); the share that lets it in lasts until the commit. */
async function refusalsOf(
  tx: Tx,
  backup: BackupModel,
  destination: { region: string; instanceId: string },
  batch: readonly OpenedItem[],
): Promise<Map<string, DomainError>> {
  const refusals = new Map<string, DomainError>();
  const others = new Map(
    batch.flatMap(({ saved }) => (saved ? [[originOf(saved).account, originOf(saved)] as const] : [])),
  );
  others.delete(backup.accountId);
  for (const [account, origin] of [...others].sort()) {
    try {
      await restoreDestination(tx, backup, destination, origin);
    } catch (error) {
      if (!(error instanceof DomainError) || error.code === "ChangedMeanwhile") throw error;
      refusals.set(account, error);
    }
  }
  return refusals;
}

async function assertMayStill(tx: Tx, restore: RestoreModel): Promise<void> {
  const { arn } = restoreSubject(restore);
  for (const action of await needsOf(tx, { restorePk: restore.pk })) {
    if (!(await mayStill(tx, restore, action, arn))) throw new DomainError("NoPermission", { action, resource: arn });
  }
}

async function settle(tx: Tx, { restore, backup }: Work, batch: readonly OpenedItem[], { instance, of }: Outcomes) {
  const rows: SettledItem[] = [];
  const happenings: Happening[] = [];
  for (const opened of batch) {
    const outcome = of.get(opened);
    const { pk } = opened.item;
    if (outcome?.restored && opened.saved) {
      const { saved } = opened;
      const { event, subject, detail } = restoredEvent({ backup, at: restore.at, instance, saved, outcome });
      happenings.push({ event, subject, detail: { ...detail, restoreId: restore.restoreId } });
      rows.push({ pk, state: "Restored", errorCode: null, warnings: outcome.warnings });
    } else {
      const code = outcome && !outcome.restored ? outcome.refusal.code : "InternalFailure";
      rows.push({ pk, state: "Failed", errorCode: code, warnings: [] });
    }
  }
  await settleItems(tx.db, rows, tx.now());
  await recordMany(tx, happenings);
}

async function endRestore(
  tx: Tx,
  { restore, lease }: Pick<Work, "restore" | "lease">,
  state: "Done" | "Stopped" | "Failed",
  errorCode: string | null = null,
): Promise<void> {
  await assertLease(tx, lease);
  const ended = await tx.db.restore.updateMany({
    where: { pk: restore.pk, state: "Running" },
    data: { state, stopAsked: false, errorCode, endedAt: tx.now() },
  });
  if (ended.count === 0) return;
  const counted = (of: "Restored" | "Failed") =>
    tx.db.restoreItem.count({ where: { restorePk: restore.pk, state: of } });
  const detail = { restored: await counted("Restored"), failed: await counted("Failed"), errorCode };
  const event = state === "Stopped" ? "StopRestore" : "StartRestore";
  const phase = state === "Failed" ? "failed" : "finished";
  await record(tx, event, restoreSubject(restore), { phase, restoreId: restore.restoreId, ...detail });
}
