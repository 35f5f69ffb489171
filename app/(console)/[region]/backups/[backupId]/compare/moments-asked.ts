import { momentOf } from "@/lib/domain/calendar";

/**
 * The moments that an address names by the business clock; now where it names no second. A minute is meant to its end: a
 * run begins some seconds after the mark that it is known by.
 */
export function momentsAsked({ from, to }: { from: string; to: string }, timeZone: string) {
  const end = (local: string) => momentOf(`${local}:59.999`, timeZone);
  return { from: end(from) ?? new Date(0), to: (to && end(to)) || null };
}
