import { databaseNow } from "@/lib/db/database-clock.sql";
import type { Prisma } from "@/lib/generated/prisma/client";
import type { Tx } from "../context";

/** Ends sessions by the database's clock (decisions 14): the next request of each is refused. Tells how many there were. */
export async function endSessions(tx: Tx, which: Prisma.SessionWhereInput): Promise<number> {
  const revokedAt = await databaseNow(tx.db);
  const ended = await tx.db.session.updateMany({ where: { AND: [which, { revokedAt: null }] }, data: { revokedAt } });
  return ended.count;
}
