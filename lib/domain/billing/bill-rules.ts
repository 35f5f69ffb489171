import type { InstanceModel } from "@/lib/generated/prisma/models";
import { addDays, type BusinessDay, businessDayOf, dayFromDate, startOfDay } from "../calendar";

type Life = Pick<InstanceModel, "startsAt" | "releasedAt" | "billedThrough">;

export interface DayToBill {
  day: BusinessDay;
  /** Its prices are those that held when it began, or when the instance did. */
  pricedAt: Date;
  /** Its keys are those that were there then: at its end, or at the release. */
  countedAt: Date;
  /** Whether none follows. */
  isLast: boolean;
}

/**
 * The next day of pay-as-you-go that is over and not charged yet (BIL-04): each on which the instance existed, from the
 * one on which it was bought to the one on which it was released. A release at midnight sharp belongs to the day before.
 */
export function nextDayToBill(
  { startsAt, releasedAt, billedThrough }: Life,
  now: Date,
  timeZone: string,
): DayToBill | null {
  const first = businessDayOf(startsAt, timeZone);
  const day = billedThrough ? addDays(dayFromDate(billedThrough), 1) : first;
  if (day >= businessDayOf(now, timeZone)) return null;
  const last = releasedAt && businessDayOf(new Date(Math.max(startsAt.getTime(), releasedAt.getTime() - 1)), timeZone);
  if (last !== null && day > last) return null;
  const begins = startOfDay(day, timeZone);
  return {
    day,
    pricedAt: begins < startsAt ? startsAt : begins,
    countedAt: releasedAt && day === last ? releasedAt : startOfDay(addDays(day, 1), timeZone),
    isLast: day === last,
  };
}
