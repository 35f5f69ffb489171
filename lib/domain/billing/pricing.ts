import type { Tx } from "../context";

/** One change of prices or of the mode at a time, until the commit. */
export async function lockPricing(tx: Tx): Promise<void> {
  await tx.db.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended('pricing', 0))::text`;
}

/** Now, and after what held before: two changes in one millisecond follow each other. */
export function startOfNext(tx: Tx, before: Date | undefined): Date {
  return new Date(Math.max(tx.now().getTime(), before ? before.getTime() + 1 : 0));
}
