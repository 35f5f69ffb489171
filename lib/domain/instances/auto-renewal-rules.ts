import { addDays, businessDayOf, dayFromDate } from "../calendar";
import { isExpired } from "./instance-state";
import { releaseDueAt } from "./release-date";

/** An automatic renewal is tried from the day of the first reminder on (INS-61). */
export const RENEWAL_AHEAD_MS = 7 * 24 * 3600_000;

/**
 * Whether a subscription that renews itself is to be renewed now: once a day in the week before its end. After its end only
 * where nobody has tried on its last day, because no worker ran: that attempt is made up for, once, until it is released.
 */
export function autoRenewalDue(
  { endsAt, renewalTriedOn }: { endsAt: Date | null; renewalTriedOn: Date | null },
  now: Date,
  timeZone: string,
): boolean {
  if (endsAt === null || endsAt.getTime() - now.getTime() > RENEWAL_AHEAD_MS) return false;
  if (releaseDueAt(endsAt, timeZone) <= now) return false;
  const tried = renewalTriedOn && dayFromDate(renewalTriedOn);
  const lastDay = addDays(businessDayOf(endsAt, timeZone), -1);
  const since = isExpired({ endsAt }, now) ? lastDay : businessDayOf(now, timeZone);
  return tried === null || tried < since;
}
