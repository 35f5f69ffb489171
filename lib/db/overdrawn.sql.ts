import type { PrismaClient } from "@/lib/generated/prisma/client";

/**
 * Accounts whose book sums to less than zero, of those that were charged for a day since `since` and of `told`. Sums are
 * read as text: one that no number holds any more is still a sum.
 */
export function overdrawnSince(
  db: Pick<PrismaClient, "$queryRaw">,
  { since, told, books }: { since: Date; told: readonly string[]; books: string },
): Promise<{ accountId: string; balanceMicros: string }[]> {
  return db.$queryRaw<{ accountId: string; balanceMicros: string }[]>`
    WITH charged AS (
      SELECT account_id::text AS account_id FROM daily_bill WHERE issued_at >= ${since}::timestamptz AND amount_micros > 0
      UNION SELECT unnest(${[...told]}::text[])
    )
    SELECT charged.account_id AS "accountId", held.balance::text AS "balanceMicros"
    FROM charged CROSS JOIN LATERAL (
      SELECT sum(amount_micros) AS balance FROM ledger_entry WHERE book = ${books} || charged.account_id
    ) held
    WHERE held.balance < 0`;
}
