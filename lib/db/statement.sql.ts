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
 * What has moved in an account's book, newest first, each line with the balance after it: a sum over all that went before,
 * also what a filter leaves out.
 */
export async function statementOf(
  db: Pick<PrismaClient, "$queryRaw">,
  { accountId, book }: { accountId: string; book: string },
  { from, to, after }: StatementPlace,
  limit: number,
): Promise<StatementRow[]> {
  const conditions = [
    ...(from ? [Prisma.sql`told.at >= ${from}::timestamptz`] : []),
    ...(to ? [Prisma.sql`told.at < ${to}::timestamptz`] : []),
    ...(after ? [Prisma.sql`(told.at, told.pk) < (${after.at}::timestamptz, ${after.pk}::uuid)`] : []),
  ];
  const where = conditions.length > 0 ? Prisma.sql`WHERE ${Prisma.join(conditions, " AND ")}` : Prisma.empty;
  return db.$queryRaw<StatementRow[]>`
    WITH moved AS (
      SELECT movement.pk, movement.at, movement.kind, movement.note, movement.order_pk, movement.bill_pk,
        sum(entry.amount_micros) AS amount
      FROM ledger_movement AS movement JOIN ledger_entry AS entry ON entry.movement_pk = movement.pk
      WHERE movement.account_id = ${accountId}::char(16) AND entry.book = ${book}
      GROUP BY movement.pk
    ), told AS (
      SELECT moved.*, sum(amount) OVER (ORDER BY at, pk) AS balance FROM moved
    )
    SELECT told.pk::text AS pk, told.at, told.kind, told.amount::bigint AS amount, told.balance::bigint AS balance, told.note,
      purchase_order.order_id AS "orderId", daily_bill.bill_id AS "billId"
    FROM told
      LEFT JOIN purchase_order ON purchase_order.pk = told.order_pk
      LEFT JOIN daily_bill ON daily_bill.pk = told.bill_pk
    ${where}
    ORDER BY told.at DESC, told.pk DESC LIMIT ${limit}`;
}
