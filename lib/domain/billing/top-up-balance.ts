import { z } from "zod";
import { identityOf } from "../accounts/account-rules";
import { assertOperator } from "../accounts/acting-person";
import { record } from "../audit/record";
import { DomainError } from "../errors";
import { operation } from "../operation";
import { transaction } from "../transaction";
import { amountWithin, plainAmount, TOP_UP } from "./amount-rules";
import { balanceOf, customerBook, lockBalance, movementOfToken, post } from "./ledger";
import type { Micros } from "./money";
import { clientToken } from "./place-order";

const schema = z.object({
  accountId: z.string().max(64),
  amountMicros: z.bigint(),
  note: z.string().max(200).default(""),
  clientToken: clientToken.optional(),
});

/**
 * The operator adds to an account's balance (BIL-11), who has been paid otherwise or not at all. With a client token a
 * repeated call is one top-up, also when it comes twice at once. Nobody can take it back, hence the step-up (S36).
 */
export const topUpBalance = operation(
  "TopUpBalance",
  { touches: "secrets", schema, stepUp: true },
  async (
    ctx,
    { accountId, amountMicros, note, clientToken },
  ): Promise<{ accountId: string; balanceMicros: Micros }> => {
    assertOperator(ctx, "kms:TopUpBalance");
    const amount = amountWithin(TOP_UP, amountMicros);
    return transaction(ctx, async (tx) => {
      const account = await tx.db.account.findUnique({ where: { accountId }, select: { accountId: true } });
      if (!account) throw new DomainError("AccountNotFound");
      await lockBalance(tx, accountId);
      const before = clientToken === undefined ? null : await movementOfToken(tx, accountId, clientToken);
      if (before && (before.amountMicros !== amount || before.note !== note)) {
        throw new DomainError("InvalidParameter", { name: "ClientToken" });
      }
      if (!before) {
        const lines = [
          { book: "top-up", amountMicros: -amount },
          { book: customerBook(accountId), amountMicros: amount },
        ];
        await post(tx, { accountId, kind: "TopUp", note, ...(clientToken !== undefined && { clientToken }), lines });
        await record(tx, "TopUpBalance", identityOf(accountId), { amount: plainAmount(amount), note });
      }
      return { accountId, balanceMicros: await balanceOf(tx, accountId) };
    });
  },
);
