import { Prisma, type PrismaClient } from "@/lib/generated/prisma/client";

export interface StatementRow {
  pk: string;
  at: Date;
  kind: string;
  amount: bigint;
  balance: bigint;
  note: string;
  orderId: string | null;
  billId: string | null;
}

export interface StatementPlace {
  from?: Date | undefined;
  to?: Date | undefined;
  /** Exclusive: what comes after it, newest first. */
  after?: { at: Date; pk: string } | undefined;
}

/**
 * What has moved in an account's book, newest first, each line with the balance after it, whatever a filter leaves out. The
 * page is read first; its balances are what the book holds now, less what came after each line, so that what lies before
 * the page is summed once and joined never.
 */
export async function statementOf(
  db: Pick<PrismaClient, "$queryRaw">,
  { accountId, book }: { accountId: string; book: string },
  { from, to, after }: StatementPlace,
  limit: number,
): Promise<StatementRow[]> {
  const conditions = [
    Prisma.sql`movement.account_id = ${accountId}::char(16)`,
    ...(from ? [Prisma.sql`movement.at >= ${from}::timestamptz`] : []),
    ...(to ? [Prisma.sql`movement.at < ${to}::timestamptz`] : []),
    ...(after ? [Prisma.sql`(movement.at, movement.pk) < (${after.at}::timestamptz, ${after.pk}::uuid)`] : []),
  ];
  return db.$queryRaw<StatementRow[]>`
    WITH page AS (
      SELECT movement.*, line.amount
      FROM ledger_movement AS movement CROSS JOIN LATERAL (
        SELECT sum(amount_micros) AS amount FROM ledger_entry WHERE movement_pk = movement.pk AND book = ${book}
      ) AS line
      WHERE ${Prisma.join(conditions, " AND ")} AND line.amount IS NOT NULL
      ORDER BY movement.at DESC, movement.pk DESC LIMIT ${limit}
    ), newest AS (
      SELECT at, pk FROM page ORDER BY at DESC, pk DESC LIMIT 1
    ), held AS (
      SELECT (SELECT sum(amount_micros) FROM ledger_entry WHERE book = ${book}) - coalesce((
        SELECT sum(entry.amount_micros)
        FROM ledger_movement AS later JOIN ledger_entry AS entry ON entry.movement_pk = later.pk AND entry.book = ${book}
        WHERE later.account_id = ${accountId}::char(16)
          AND (later.at, later.pk) > ((SELECT at FROM newest), (SELECT pk FROM newest))
      ), 0) AS balance
    )
    SELECT page.pk::text AS pk, page.at, page.kind, page.amount::bigint AS amount, page.note,
      (held.balance - coalesce(sum(page.amount) OVER (
        ORDER BY page.at DESC, page.pk DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0))::bigint AS balance,
      purchase_order.order_id AS "orderId", daily_bill.bill_id AS "billId"
    FROM page CROSS JOIN held
      LEFT JOIN purchase_order ON purchase_order.pk = page.order_pk
      LEFT JOIN daily_bill ON daily_bill.pk = page.bill_pk
    ORDER BY page.at DESC, page.pk DESC`;
}
