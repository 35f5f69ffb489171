import { identityOf } from "../accounts/account-rules";
import { type AuditDetail, record } from "../audit/record";
import type { Tx } from "../context";

/**
 * Records what an operator does to the deployment and not to an account: in the operator's own trail, and from the command
 * line in that of the first operator's account. Before there is any account, nobody is told.
 */
export async function recordForOperator(tx: Tx, event: string, detail: AuditDetail): Promise<void> {
  const { actor } = tx;
  const own = actor.kind === "person" ? actor.accountId : (await firstOperator(tx))?.accountId;
  if (own !== undefined) await record(tx, event, identityOf(own), detail);
}

const firstOperator = (tx: Tx) =>
  tx.db.person.findFirst({
    where: { operator: true },
    select: { accountId: true },
    orderBy: [{ createdAt: "asc" }, { pk: "asc" }],
  });
