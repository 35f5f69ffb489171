import type { Ctx, Tx } from "../context";
import { asMicros, type Micros } from "./money";

// Double entry (BIL-11, decisions 15): a movement's lines sum to zero, which the database judges at commit, so money is
// neither made nor lost; an account's balance is the sum of its book.

/** What a new account starts with: 10,000.00 of test money (BIL-11). */
export const TEST_BALANCE = asMicros(10_000_000_000n);

export const CUSTOMER_BOOKS = "customer:";
export const customerBook = (accountId: string) => `${CUSTOMER_BOOKS}${accountId}`;

/** `TopUp`: by the deployment's operator (see top-up-balance.ts). */
export const MOVEMENT_KINDS = ["TestBalance", "TopUp", "OrderPayment", "OrderRefund", "DailyBill"] as const;
export type MovementKind = (typeof MOVEMENT_KINDS)[number];

export interface Movement {
  accountId: string;
  kind: MovementKind;
  orderPk?: string;
  billPk?: string;
  note?: string;
  clientToken?: string;
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
      billPk: movement.billPk ?? null,
      note: movement.note ?? "",
      clientToken: movement.clientToken ?? null,
    },
  });
  await tx.db.ledgerEntry.createMany({
    data: movement.lines.map((line) => ({ pk: tx.newId(), movementPk: pk, ...line })),
  });
}

/** What a client token has brought the account already; asked by who holds the balance. */
export async function movementOfToken(
  tx: Tx,
  accountId: string,
  clientToken: string,
): Promise<{ amountMicros: bigint; note: string } | null> {
  const movement = await tx.db.ledgerMovement.findUnique({
    where: { accountId_clientToken: { accountId, clientToken } },
    select: { note: true, entries: { where: { book: customerBook(accountId) }, select: { amountMicros: true } } },
  });
  const amountMicros = movement?.entries.reduce((sum, entry) => sum + entry.amountMicros, 0n) ?? 0n;
  return movement && { amountMicros, note: movement.note };
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
