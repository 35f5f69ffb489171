import type { PrismaClient } from "@/lib/generated/prisma/client";

/**
 * The database's own clock, for what must be judged alike by every process whatever its own clock says: leases, nonces
 * and session revocation (decisions 14). Everything else takes `ctx.now()`.
 */
export async function databaseNow(db: Pick<PrismaClient, "$queryRaw">): Promise<Date> {
  const rows = await db.$queryRaw<{ at: Date }[]>`SELECT clock_timestamp()::timestamptz(3) AS at`;
  const [row] = rows;
  if (!row) throw new Error("the database did not tell its time");
  return row.at;
}
