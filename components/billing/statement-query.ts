import { addDays, startOfDay } from "@/lib/domain/calendar";
import { dayOf, type ListQuery, readListQuery } from "./list-query";

const NAMES = ["from", "to"] as const;
export type StatementQuery = ListQuery<(typeof NAMES)[number]>;

export const readStatementQuery = (search: Parameters<typeof readListQuery>[0]): StatementQuery =>
  readListQuery(search, NAMES);

/** Between the beginning of one day and the end of another, both included. */
export function daysAsked({ set }: ListQuery<"from" | "to">, timeZone: string): { from?: Date; to?: Date } {
  const [from, to] = [dayOf(set.from), dayOf(set.to)];
  return {
    ...(from && { from: startOfDay(from, timeZone) }),
    ...(to && { to: startOfDay(addDays(to, 1), timeZone) }),
  };
}
