import { accountOf } from "../authorize";
import type { Ctx, Tx } from "../context";
import { DomainError } from "../errors";
import { transaction } from "../transaction";

export interface ActingAccount {
  accountId: string;
  accountPk: string;
}

/**
 * A transaction that changes identities or their policies. Those of one account happen one after the other: it holds the
 * account's row, so that a name is given once, a limit is exact, and nothing is attached to what is just being deleted.
 */
export function changingIdentities<T>(ctx: Ctx, work: (tx: Tx, account: ActingAccount) => Promise<T>): Promise<T> {
  return transaction(ctx, async (tx) => {
    const accountId = accountOf(tx);
    const [account] = await tx.db.account.updateManyAndReturn({
      where: { accountId },
      data: { revision: { increment: 1 } },
      select: { pk: true },
    });
    if (!account) throw new DomainError("AccountNotFound");
    return work(tx, { accountId, accountPk: account.pk });
  });
}
