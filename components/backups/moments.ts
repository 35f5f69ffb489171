import type { BackupTick } from "@/lib/domain/backups/backup-calendar";
import { addDays, startOfDay } from "@/lib/domain/calendar";
import type { TapeTick } from "./moment-tape";

// Moments of a day: any complete run is one, and between two runs holds what the earlier one saved. Pure.

/** As the business clock shows it, `14:35` or `14:35:07`. */
export function clockOf(at: Date, timeZone: string, seconds = false): string {
  const second = seconds ? "2-digit" : undefined;
  return new Intl.DateTimeFormat("sv-SE", { timeZone, hour: "2-digit", minute: "2-digit", second }).format(at);
}

/** The time that names a run: to the minute, or to the second where another complete run bears the same minute. */
export function timeOf({ at }: { at: Date }, ticks: readonly BackupTick[], timeZone: string): string {
  const minute = clockOf(at, timeZone);
  const sharing = ticks.filter((tick) => tick.state === "Complete" && clockOf(tick.at, timeZone) === minute);
  return sharing.length > 1 ? clockOf(at, timeZone, true) : minute;
}

export interface ChosenMoment<Tick extends BackupTick = BackupTick> {
  /** The complete run whose state is shown: the last one at or before the time. */
  tick: Tick;
  /** It is not of the minute that was asked for: no run was complete then. */
  earlier: boolean;
  previous: Tick | undefined;
  next: Tick | undefined;
}

/** Null where no run of the day was complete by `time`: nothing is known of that moment (BKP-33). */
export function momentAt<Tick extends BackupTick>(
  ticks: readonly Tick[],
  time: string,
  timeZone: string,
): ChosenMoment<Tick> | null {
  const held = ticks.filter(({ state }) => state === "Complete");
  const clock = ({ at }: Tick) => clockOf(at, timeZone, time.length > "00:00".length);
  const index = held.findLastIndex((tick) => clock(tick) <= time);
  const tick = held[index];
  if (!tick) return null;
  return { tick, earlier: clock(tick) !== time, previous: held[index - 1], next: held[index + 1] };
}

export function tapeOf(ticks: readonly BackupTick[], day: string, timeZone: string): TapeTick[] {
  const from = startOfDay(day, timeZone).getTime();
  const length = startOfDay(addDays(day, 1), timeZone).getTime() - from;
  const minutes = ticks.filter(({ state }) => state === "Complete").map(({ at }) => clockOf(at, timeZone));
  const shared = new Set(minutes.filter((minute, index) => minutes[index + 1] === minute));
  return ticks.map(({ at, changes, state, kind }) => ({
    time: clockOf(at, timeZone, shared.has(clockOf(at, timeZone))),
    x: Math.round(Math.min(Math.max((at.getTime() - from) / length, 0), 1) * 1e4) / 1e4,
    changes,
    is: state === "Failed" ? "failed" : kind === "Full" ? "full" : "increment",
  }));
}

/** Where a comparison begins: the chosen moment, else the day's first complete run, `2026-11-19T14:35`. */
export function firstMoment(
  { day, ticks, moment }: { day: string; ticks: readonly BackupTick[]; moment: ChosenMoment | null },
  timeZone: string,
): string | null {
  const tick = moment?.tick ?? ticks.find(({ state }) => state === "Complete");
  return tick ? `${day}T${clockOf(tick.at, timeZone)}` : null;
}
