import type { InstanceModel } from "@/lib/generated/prisma/models";
import { addDays, type BusinessDay, businessDayOf, dayFromDate, startOfDay } from "../calendar";

type Life = Pick<InstanceModel, "startsAt" | "releaseRequestedAt" | "releasedAt" | "billedThrough">;

export interface DayToBill {
  day: BusinessDay;
  /** Its prices are those that held when it began, or when the instance did. */
  pricedAt: Date;
  /** Its keys are those that were there then: at its end, or when release was asked for. */
  countedAt: Date;
  /** Whether none follows. */
  isLast: boolean;
}

/**
 * The next day of pay-as-you-go that is over and not charged yet (BIL-04): each on which the instance could be used, from
 * the one on which it was bought to the one on which its release was asked for, however long the release itself takes; one
 * that is refused after all has asked for nothing. A release at midnight sharp belongs to the day before.
 */
export function nextDayToBill(
  { startsAt, releaseRequestedAt, releasedAt, billedThrough }: Life,
  now: Date,
  timeZone: string,
): DayToBill | null {
  const first = businessDayOf(startsAt, timeZone);
  const day = billedThrough ? addDays(dayFromDate(billedThrough), 1) : first;
  if (day >= businessDayOf(now, timeZone)) return null;
  const end = releaseRequestedAt ?? releasedAt;
  const last = end && businessDayOf(new Date(Math.max(startsAt.getTime(), end.getTime() - 1)), timeZone);
  if (last !== null && day > last) return null;
  const begins = startOfDay(day, timeZone);
  return {
    day,
    pricedAt: begins < startsAt ? startsAt : begins,
    countedAt: end && day === last ? end : startOfDay(addDays(day, 1), timeZone),
    isLast: day === last,
  };
}
