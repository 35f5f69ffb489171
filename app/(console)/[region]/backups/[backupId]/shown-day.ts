import type { BackupAddress } from "@/components/backups/backup-address";
import { type ChosenMoment, momentAt } from "@/components/backups/moments";
import { consoleCtx } from "@/lib/auth/console-context";
import { type BackupDay, type BackupTick, backupCalendar, listBackupTicks } from "@/lib/domain/backups/backup-calendar";
import type { BackupView } from "@/lib/domain/backups/backup-view";

/** What the details show: every visible day, the chosen one with its runs, and the chosen moment of it. */
export interface ShownDay {
  calendar: readonly BackupDay[];
  day: string;
  /** The day's figures; none for one outside the range. */
  record: BackupDay | undefined;
  ticks: readonly BackupTick[];
  /** Null while the address names none, or none that is held. */
  moment: ChosenMoment | null;
}

/** Null before the first run. */
export async function shownDay(backup: BackupView, address: BackupAddress): Promise<ShownDay | null> {
  const { region, backupId, range } = backup;
  if (!range) return null;
  const ctx = await consoleCtx();
  const calendar = await backupCalendar(ctx, { region, backupId });
  const day = address.day || range.to;
  const record = calendar.find((each) => each.day === day);
  const ticks = record ? await listBackupTicks(ctx, { region, backupId, day }) : [];
  const moment = address.time ? momentAt(ticks, address.time, ctx.deployment.timeZone) : null;
  return { calendar, day, record, ticks, moment };
}
