import { dayOf, type ListQuery, readListQuery } from "./list-query";

const NAMES = ["instance", "from", "to"] as const;
export type BillsQuery = ListQuery<(typeof NAMES)[number]>;

export const readBillsQuery = (search: Parameters<typeof readListQuery>[0]): BillsQuery => readListQuery(search, NAMES);

/** What is looked for: business days, both included, and an instance by its ID. */
export function billsFilterOf({ set }: BillsQuery) {
  const [from, to] = [dayOf(set.from), dayOf(set.to)];
  return { ...(from && { from }), ...(to && { to }), ...(set.instance && { instanceId: set.instance }) };
}
