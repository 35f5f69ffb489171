import { type HeldItem, itemsHeldAt } from "@/lib/db/backup-reports.sql";
import type { BackupModel, BackupReportModel } from "@/lib/generated/prisma/models";
import type { Ctx } from "../context";
import { DomainError } from "../errors";
import { requireBound } from "./binding-store";
import { DrillBatch } from "./drill-batch";
import { compareWithSource } from "./drill-source";
import { conductReport, type Findings, type OpenReport } from "./report";
import type { ReportProblem } from "./report-view";

// The drill (the fifth invariant of backups): everything that a backup held at a moment is read back from the store and
// restored by the very code of a restore, in batches, into an instance that exists for the length of one transaction and is
// rolled back with it. So nothing of it is ever seen, and nothing is left, however it ends.

/** A key with its versions is some kilobytes; a secret with ten long versions half a megabyte. */
const KEYS_PER_BATCH = 100;
const SECRETS_PER_BATCH = 25;

/** What a drill has found so far. */
export interface DrillFindings {
  /** `compared`: records that were held against the source. */
  counts: { keys: number; versions: number; secrets: number; canaries: number; compared?: number };
  problems: ReportProblem[];
}

interface DrillOptions {
  /** Whether the account's trail tells of it; what tells of it otherwise says false. */
  trail: boolean;
  /** Instead of the newest moment there is. */
  at?: Date;
}

/**
 * Drills a backup and files the report; null where somebody else is at it. At the newest moment the backup is compared
 * with its living source besides.
 * @throws DomainError BackupNotEnabled, NoBackupData, BackupStoreUnavailable, after the report says so
 */
export async function drillBackup(
  ctx: Ctx,
  backup: BackupModel,
  { trail, at }: DrillOptions,
): Promise<BackupReportModel | null> {
  requireBound(backup);
  return conductReport(withoutCaches(ctx), backup, { kind: "Drill", trail, at }, (report) =>
    drill(withoutCaches(ctx), backup.pk, report),
  );
}

/** What the drill loads is nobody's: no other call may meet it, nor be recorded with it. */
function withoutCaches({ recorder: _recorder, ports, ...ctx }: Ctx): Ctx {
  return { ...ctx, ports: { backupStore: ports.backupStore } };
}

async function drill(ctx: Ctx, backupPk: string, report: OpenReport): Promise<Findings> {
  const backup = requireBound(await ctx.db.backup.findUniqueOrThrow({ where: { pk: backupPk } }));
  const at = await momentOf(ctx, backup, report.at);
  const held = (kind: "key" | "secret") => itemsHeldAt(ctx.db, { backupPk, bindingId: backup.bindingId, kind, at });
  const keys = await held("key");
  const secrets = await held("secret");
  await report.expect(keys.length + secrets.length, at);
  const found: DrillFindings = { counts: { keys: 0, versions: 0, secrets: 0, canaries: 0 }, problems: [] };
  const batch = await DrillBatch.of(ctx, backup, at, found);
  for (const some of chunks(keys, KEYS_PER_BATCH)) {
    await batch.run(some, []);
    await report.advance(some.length);
  }
  const owners = new Map(keys.map(({ id, accountId }) => [id, accountId]));
  for (const some of chunks(secrets, SECRETS_PER_BATCH)) {
    const { under, opened, lacking } = keysFor(some, owners);
    found.problems.push(...lacking);
    await batch.run(under, opened);
    await report.advance(some.length);
  }
  if (report.at === null) {
    const compared = await compareWithSource(ctx, backupPk);
    if (compared) found.counts.compared = compared.records;
    found.problems.push(...(compared?.problems ?? []));
  }
  return found;
}

/** @throws DomainError NoBackupData where no run had been taken by then */
async function momentOf(ctx: Ctx, backup: BackupModel, asked: Date | null): Promise<Date> {
  const { pk: backupPk, bindingId, lastCompletedAt } = backup;
  if (asked === null) {
    if (!lastCompletedAt) throw new DomainError("NoBackupData");
    return lastCompletedAt;
  }
  const runs = await ctx.db.backupRun.count({
    where: { backupPk, bindingId: bindingId ?? undefined, state: "Complete", tickAt: { lte: asked } },
  });
  if (runs === 0) throw new DomainError("NoBackupData");
  return asked;
}

/** Secrets come in the order of their encryption keys: those are few, and are restored once more with them. */
function keysFor(secrets: readonly HeldItem[], owners: ReadonlyMap<string, string>) {
  const under = new Map<string, HeldItem>();
  const lacking: ReportProblem[] = [];
  const opened = secrets.filter(({ id, accountId, encryptionKeyId }) => {
    const owner = owners.get(encryptionKeyId ?? "");
    if (encryptionKeyId === null || owner === undefined) {
      const detail = encryptionKeyId ?? "";
      lacking.push({ problem: "noEncryptionKey", kind: "secret", id, accountId, detail });
      return false;
    }
    under.set(encryptionKeyId, { id: encryptionKeyId, accountId: owner, encryptionKeyId: null });
    return true;
  });
  return { under: [...under.values()], opened, lacking };
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));
}
