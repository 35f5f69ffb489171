import { addDays, businessDayOf, startOfDay } from "../calendar";

const DAY_MS = 24 * 3600_000;
/** INS-63 */
const GRACE_DAYS = 15;

/**
 * When a subscription that was not renewed is released: at the midnight 15 calendar days after its expiry midnight, and
 * never before 15 × 24 h have passed; the two differ only where a zone has summer time (INS-69).
 */
export function releaseDueAt(endsAt: Date, timeZone: string): Date {
  const midnight = startOfDay(addDays(businessDayOf(endsAt, timeZone), GRACE_DAYS), timeZone);
  return new Date(Math.max(midnight.getTime(), endsAt.getTime() + GRACE_DAYS * DAY_MS));
}

/** No subscription that ended later than this is due for release at `now`. */
export const latestDueEnd = (now: Date): Date => new Date(now.getTime() - GRACE_DAYS * DAY_MS);
