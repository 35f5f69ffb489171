import { z } from "zod";
import { type StatementRow, statementOf } from "@/lib/db/statement.sql";
import { containerArn } from "../arn";
import { accountOf, authorizeArn } from "../authorize";
import { operation } from "../operation";
import { decodeCursor, encodeCursor } from "../page";
import { customerBook, MOVEMENT_KINDS, type MovementKind } from "./ledger";
import { asMicros, type Micros } from "./money";

export interface LedgerMovementView {
  /** Opaque. */
  movementId: string;
  at: Date;
  kind: MovementKind;
  /** Below 0 for what was taken. */
  amountMicros: Micros;
  /** The balance after it. */
  balanceMicros: Micros;
  note: string;
  /** What was paid or given back, or charged. */
  orderId: string | null;
  billId: string | null;
}

const schema = z.object({
  /** From `from` on and before `to`. */
  from: z.date().optional(),
  to: z.date().optional(),
  page: z.object({ size: z.int().min(1).max(100).default(20), after: z.string().max(400).optional() }).prefault({}),
});

/** The account's statement, newest first, with the balance after each movement; `next` says that there are more. */
export const listLedgerMovements = operation(
  "ListLedgerMovements",
  { touches: "metadata", schema },
  async (ctx, { from, to, page }): Promise<{ rows: LedgerMovementView[]; next: string | null }> => {
    const accountId = accountOf(ctx);
    authorizeArn(ctx, "kms:ListLedgerMovements", containerArn("*", accountId, "order"));
    const of = { accountId, book: customerBook(accountId) };
    const found = await statementOf(ctx.db, of, { from, to, after: decodeCursor(page.after) }, page.size + 1);
    const shown = found.slice(0, page.size);
    const last = shown.at(-1);
    return { rows: shown.map(viewOf), next: found.length > page.size && last ? encodeCursor(last) : null };
  },
);

function viewOf({
  pk: movementId,
  at,
  kind,
  amount,
  balance,
  note,
  orderId,
  billId,
}: StatementRow): LedgerMovementView {
  const known = MOVEMENT_KINDS.find((one) => one === kind);
  if (!known) throw new Error(`the ledger has a movement of the kind ${kind}`);
  const amounts = { amountMicros: asMicros(amount), balanceMicros: asMicros(balance) };
  return { movementId, at, kind: known, ...amounts, note, orderId, billId };
}
