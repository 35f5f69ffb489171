import type { BackupReportKind } from "@/lib/generated/prisma/enums";
import type { BackupModel, BackupReportModel } from "@/lib/generated/prisma/models";
import { type AuditDetail, actorName, record, recordOutcome } from "../audit/record";
import type { Ctx, Tx } from "../context";
import { DomainError } from "../errors";
import { newReportId } from "../ids";
import { isDuplicate, transaction } from "../transaction";
import { backupSubject } from "./load-backup";
import { PROBLEMS_KEPT, type ReportCounts, type ReportProblem } from "./report-view";

// One report from its beginning to its end. Its row is the truth: what is asked for, how far it is, what came of it. Killed
// at any moment it is begun anew by whoever finds that it stands still; nothing of the work itself is kept between.

/** A report that has not moved for so long was left by whoever did it. */
export const LEFT_AFTER_MS = 2 * 60_000;
const MOVES_EVERY_MS = 2_000;

export interface OpenReport {
  at: Date | null;
  /** To be done in all, in the units of the kind; of a drill, the moment that it is about. */
  expect(total: number, at?: Date): Promise<void>;
  /** So much more is done. @throws ReportLost where somebody else does it meanwhile */
  advance(by: number): Promise<void>;
}

export interface Findings {
  counts: Readonly<Record<string, number | undefined>>;
  problems: readonly ReportProblem[];
}

interface Conduct {
  kind: BackupReportKind;
  /** Whether the account's trail tells of its beginning and end; what tells of it otherwise says false. */
  trail: boolean;
  /** Asked for by hand, of a drill. */
  at?: Date;
}

const EVENT = { Verification: "StartBackupVerification", Drill: "StartBackupDrill" } as const;

/** Somebody else has begun it anew, or the backup is gone: nothing that is found counts any more. */
export class ReportLost extends Error {
  override readonly name = "ReportLost";
}

/** Asks the worker for a report (BackupReport Queued). @throws DomainError BackupBusy while one of its kind is open */
export async function queueReport(tx: Tx, backup: BackupModel, kind: BackupReportKind, at?: Date): Promise<string> {
  if ((await openReport(tx, backup, kind)) !== null) throw new DomainError("BackupBusy");
  const row = newRow(tx, backup, kind, at);
  const written = await tx.db.backupReport.createMany({ data: [{ ...row, state: "Queued" }], skipDuplicates: true });
  if (written.count === 0) throw new DomainError("BackupBusy"); // the index decides, whoever is faster
  await record(tx, EVENT[kind], backupSubject(backup), { phase: "begun", reportId: row.reportId });
  return row.reportId;
}

/**
 * Does the work of the report that is open, or of a new one, and settles it: Passed, Failed with its problems, or Broken
 * with the code of what kept it from being done, which is thrown on. Null where somebody else is at it.
 */
export async function conductReport(
  ctx: Ctx,
  backup: BackupModel,
  conduct: Conduct,
  work: (report: OpenReport) => Promise<Findings>,
): Promise<BackupReportModel | null> {
  const taken = await takeUp(ctx, backup, conduct);
  if (!taken) return null;
  const place = { pk: taken.pk, state: "Running", startedAt: taken.startedAt } as const;
  try {
    const { counts, problems } = await work(opened(ctx, taken, place));
    const state = problems.length > 0 ? "Failed" : "Passed";
    return await settle(ctx, backup, conduct, place, {
      state,
      counts: { ...known(counts), problems: problems.length },
      problems: problems.slice(0, PROBLEMS_KEPT).map((problem) => ({ ...problem })),
      outcome: state === "Passed" ? "Success" : "BackupDamaged",
    });
  } catch (error) {
    if (error instanceof ReportLost) return null;
    const errorCode = error instanceof DomainError ? error.code : "InternalFailure";
    await settle(ctx, backup, conduct, place, { state: "Broken", errorCode, outcome: errorCode }).catch(() => null);
    throw error;
  }
}

function openReport(ctx: Ctx | Tx, { pk: backupPk }: BackupModel, kind: BackupReportKind) {
  return ctx.db.backupReport.findFirst({ where: { backupPk, kind, state: { in: ["Queued", "Running"] } } });
}

function newRow(ctx: Ctx | Tx, { pk: backupPk, bindingId }: BackupModel, kind: BackupReportKind, at?: Date) {
  if (bindingId === null) throw new DomainError("BackupNotEnabled");
  const createdBy = actorName(ctx.actor);
  return { pk: ctx.newId(), reportId: newReportId(), backupPk, bindingId, kind, createdBy, createdAt: ctx.now(), at };
}

/** Whether whoever does it has been heard of; a clock that was put back counts as silence too. */
function isLeft({ movedAt }: BackupReportModel, now: Date): boolean {
  return movedAt === null || Math.abs(now.getTime() - movedAt.getTime()) > LEFT_AFTER_MS;
}

async function takeUp(ctx: Ctx, backup: BackupModel, { kind, trail, at }: Conduct): Promise<BackupReportModel | null> {
  const open = await openReport(ctx, backup, kind);
  const startedAt = ctx.now();
  const begun = { state: "Running", startedAt, movedAt: startedAt, done: 0, total: 0 } as const;
  if (open) {
    if (open.state === "Running" && !isLeft(open, startedAt)) return null;
    const where = { pk: open.pk, revision: open.revision };
    const { count } = await ctx.db.backupReport.updateMany({ where, data: { ...begun, bindingId: bindingOf(backup) } });
    return count === 1 ? { ...open, ...begun, done: 0n, total: 0n } : null;
  }
  try {
    return await transaction(ctx, async (tx) => {
      const data = { ...newRow(tx, backup, kind, at), ...begun, startedAt: startedAt, createdAt: startedAt };
      const row = await tx.db.backupReport.create({ data });
      if (trail) await record(tx, EVENT[kind], backupSubject(backup), { phase: "begun", reportId: row.reportId });
      return row;
    });
  } catch (error) {
    if (isDuplicate(error)) return null;
    throw error;
  }
}

function bindingOf({ bindingId }: BackupModel): string {
  if (bindingId === null) throw new DomainError("BackupNotEnabled");
  return bindingId;
}

const known = (counts: Findings["counts"]): ReportCounts =>
  Object.fromEntries(Object.entries(counts).flatMap(([name, count]) => (count === undefined ? [] : [[name, count]])));

type Place = { pk: string; state: "Running"; startedAt: Date | null };

function opened(ctx: Ctx, report: BackupReportModel, place: Place): OpenReport {
  let done = 0;
  let movedAt = 0;
  const move = async (data: { total?: number; at?: Date }) => {
    movedAt = ctx.now().getTime();
    const { count } = await ctx.db.backupReport.updateMany({
      where: place,
      data: { ...data, done, movedAt: ctx.now() },
    });
    if (count !== 1) throw new ReportLost();
  };
  return {
    at: report.at,
    expect: (total, at) => move({ total, at }),
    advance: async (by) => {
      done += by;
      if (Math.abs(ctx.now().getTime() - movedAt) >= MOVES_EVERY_MS) await move({});
    },
  };
}

interface Settled {
  state: "Passed" | "Failed" | "Broken";
  counts?: ReportCounts;
  problems?: ReportProblem[];
  errorCode?: string;
  outcome: string;
}

/** The end of the report, of its backup's last drill, and its event: one transaction. */
async function settle(
  ctx: Ctx,
  backup: BackupModel,
  { kind, trail }: Conduct,
  place: Place,
  { outcome, ...end }: Settled,
): Promise<BackupReportModel> {
  return transaction(ctx, async (tx) => {
    const row = await tx.db.backupReport.findFirst({ where: place });
    if (!row) throw new ReportLost();
    const done = end.state === "Broken" ? row.done : row.total;
    const data = { ...end, done, movedAt: tx.now(), endedAt: tx.now() };
    const { count } = await tx.db.backupReport.updateMany({ where: place, data });
    if (count !== 1) throw new ReportLost();
    if (kind === "Drill" && end.state !== "Broken") {
      const where = { pk: backup.pk, bindingId: row.bindingId };
      await tx.db.backup.updateMany({ where, data: { lastDrillAt: tx.now() } });
    }
    if (trail) {
      const detail = { phase: "finished", reportId: row.reportId, state: end.state, ...countOf(end.counts) };
      await recordOutcome(tx, EVENT[kind], backupSubject(backup), outcome, detail);
    }
    return tx.db.backupReport.findUniqueOrThrow({ where: { pk: row.pk } });
  });
}

const countOf = (counts: ReportCounts | undefined): AuditDetail => (counts ? { problems: counts.problems ?? 0 } : {});
