import { BACKUP_QUANTITY, isBackupQuantity, isViewableDays } from "@/lib/domain/backups/backup-purchase-rules";
import { type QueryableRange, queryableRange } from "@/lib/domain/backups/queryable-range-rules";
import { addDays, type BusinessDay } from "@/lib/domain/calendar";

// What the forms of purchased backups know: their fields as they are typed, and what more days bring into view. Pure.

/** Undefined for what is no whole number. */
function numberOf(typed: string): number | undefined {
  const text = typed.trim();
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

/** BKP-140; undefined while the field is wrong. */
export function viewableDaysOf(typed: string): number | undefined {
  const days = numberOf(typed);
  return days !== undefined && isViewableDays(days) ? days : undefined;
}

/** BKP-43: more than now. */
export function moreDaysOf(typed: string, from: number): number | undefined {
  const days = viewableDaysOf(typed);
  return days !== undefined && days > from ? days : undefined;
}

/** BKP-170 */
export function quantityOf(typed: string): number | undefined {
  const quantity = numberOf(typed);
  return quantity !== undefined && isBackupQuantity(quantity) ? quantity : undefined;
}

export const QUANTITY_RANGE = BACKUP_QUANTITY;

/** What an extension to `days` makes restorable (BKP-41): the whole range then, and of it what is hidden now. */
export interface Extended {
  range: QueryableRange;
  /** Null where nothing older was ever saved: the days come into view as time goes on. */
  added: QueryableRange | null;
}

export function extendedRange(now: QueryableRange, enabledDay: BusinessDay, days: number): Extended {
  const range = queryableRange({ viewableDays: days, enabledDay, lastRunDay: now.to }) ?? now;
  const added = range.from < now.from ? { from: range.from, to: addDays(now.from, -1) } : null;
  return { range, added };
}
