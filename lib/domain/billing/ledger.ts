import type { Ctx, Tx } from "../context";
import { asMicros, type Micros } from "./money";

// Double entry (BIL-11, decisions 15): a movement's lines sum to zero, which the database judges at commit, so money is
// neither made nor lost; an account's balance is the sum of its book.

/** What a new account starts with: 10,000.00 of test money (BIL-11). */
export const TEST_BALANCE = asMicros(10_000_000_000n);

export const customerBook = (accountId: string) => `customer:${accountId}`;

export interface Movement {
  accountId: string;
  kind: "TestBalance" | "OrderPayment" | "OrderRefund";
  orderPk?: string;
  /** Books and what is added to each; together zero. */
  lines: readonly { book: string; amountMicros: bigint }[];
}

/** What the account can spend. */
export async function balanceOf(ctx: Ctx | Tx, accountId: string): Promise<Micros> {
  const sum = await ctx.db.ledgerEntry.aggregate({
    where: { book: customerBook(accountId) },
    _sum: { amountMicros: true },
  });
  return asMicros(sum._sum.amountMicros ?? 0n);
}

/** Writes a movement; refused at commit unless its lines sum to zero. */
export async function post(tx: Tx, movement: Movement): Promise<void> {
  const pk = tx.newId();
  await tx.db.ledgerMovement.create({
    data: {
      pk,
      accountId: movement.accountId,
      at: tx.now(),
      kind: movement.kind,
      orderPk: movement.orderPk ?? null,
    },
  });
  await tx.db.ledgerEntry.createMany({
    data: movement.lines.map((line) => ({ pk: tx.newId(), movementPk: pk, ...line })),
  });
}

export async function grantTestBalance(tx: Tx, accountId: string): Promise<void> {
  await post(tx, {
    accountId,
    kind: "TestBalance",
    lines: [
      { book: "test-money", amountMicros: -TEST_BALANCE },
      { book: customerBook(accountId), amountMicros: TEST_BALANCE },
    ],
  });
}

/**
 * Lets one transaction at a time decide on the account's balance: two payers see each other's payment, whatever they
 * pay for. Held until the commit.
 */
export async function lockBalance(tx: Tx, accountId: string): Promise<void> {
  await tx.db.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${customerBook(accountId)}, 0))::text`;
}
