import { z } from "zod";
import { daysOfBackup } from "@/lib/db/backup-catalogue.sql";
import { authorize } from "../authorize";
import { type BusinessDay, dayAsDate } from "../calendar";
import { operation } from "../operation";
import { rangeOf } from "./backup-view";
import { assertBackupAllows, loadBackup } from "./load-backup";
import { daysIn } from "./queryable-range-rules";

/** A day of the Details calendar. A day without a run shows no data; a later state is never shown as its (BKP-33). */
export interface BackupDay {
  day: BusinessDay;
  runs: number;
  failures: number;
  /** Keys and secrets that differed from the run before, summed over the day. */
  changes: number;
  /** Of these: new, and gone. What is neither was rotated or otherwise changed. */
  added: number;
  deleted: number;
  /** What the day's runs wrote. */
  bytes: number;
  /** The day's full, and its last run; null for a day without data (BKP-150). */
  fullAt: Date | null;
  lastAt: Date | null;
  /** What the backup held at the day's end. */
  keys: number;
  secrets: number;
}

const schema = z.object({ region: z.string(), backupId: z.string() });

/** Every visible day of a backup, oldest first (BKP-40, BKP-80). @throws DomainError BackupNotFound, BackupNotEnabled */
export const backupCalendar = operation(
  "BackupCalendar",
  { touches: "metadata", schema },
  async (ctx, input): Promise<BackupDay[]> => {
    const backup = authorize(ctx, "kms:DescribeBackup", await loadBackup(ctx, input));
    assertBackupAllows("details", backup);
    const range = rangeOf(ctx, backup);
    if (!range || !backup.bindingId) return [];
    const rows = await daysOfBackup(ctx.db, backup.bindingId, range.from, range.to);
    const known = new Map(rows.map((row) => [row.day, row]));
    return daysIn(range).map((day) => {
      const row = known.get(day);
      return {
        day,
        runs: row?.runs ?? 0,
        failures: row?.failures ?? 0,
        changes: row?.changes ?? 0,
        added: row?.added ?? 0,
        deleted: row?.deleted ?? 0,
        bytes: row?.bytes ?? 0,
        fullAt: row?.firstTick ?? null,
        lastAt: row?.lastTick ?? null,
        keys: row?.keys ?? 0,
        secrets: row?.secrets ?? 0,
      };
    });
  },
);

export interface BackupTick {
  at: Date;
  kind: "Full" | "Incremental";
  state: "Complete" | "Failed";
  /** Of its manifest; null for a tick without change and for a failed run. */
  number: number | null;
  startedAt: Date;
  /** Null where it failed. */
  completedAt: Date | null;
  changes: number;
  added: number;
  deleted: number;
  /** What the backup held from then on. */
  keys: number;
  secrets: number;
  /** What it wrote. */
  records: number;
  bytes: number;
  errorCode: string | null;
}

/** The runs of one day, oldest first: at most 288 and what was taken by hand. */
export const listBackupTicks = operation(
  "ListBackupTicks",
  { touches: "metadata", schema: schema.extend({ day: z.iso.date() }) },
  async (ctx, input): Promise<BackupTick[]> => {
    const backup = authorize(ctx, "kms:DescribeBackup", await loadBackup(ctx, input));
    assertBackupAllows("details", backup);
    const rows = await ctx.db.backupRun.findMany({
      where: { backupPk: backup.pk, bindingId: backup.bindingId ?? undefined, businessDay: dayAsDate(input.day) },
      orderBy: { tickAt: "asc" },
      take: 1000,
      select: {
        ...{ tickAt: true, kind: true, state: true, number: true, startedAt: true, completedAt: true, errorCode: true },
        ...{ changes: true, added: true, deleted: true, keys: true, secrets: true, records: true, bytes: true },
      },
    });
    return rows.map(({ tickAt, bytes, ...row }) => ({ at: tickAt, bytes: Number(bytes), ...row }));
  },
);
