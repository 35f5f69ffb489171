import { containerArn } from "../arn";
import { accountOfBook, CUSTOMER_BOOKS } from "../billing/ledger";
import type { Tx } from "../context";
import type { Condition } from "./judge-conditions";

/** BIL-04: a balance that days of pay-as-you-go have taken below zero; over once it is topped up to zero or more. */
export async function billingConditions(tx: Tx): Promise<Condition[]> {
  const overdrawn = await tx.db.ledgerEntry.groupBy({
    by: ["book"],
    where: { book: { startsWith: CUSTOMER_BOOKS } },
    _sum: { amountMicros: true },
    having: { amountMicros: { _sum: { lt: 0 } } },
  });
  return overdrawn.map(({ book, _sum }) => {
    const accountId = accountOfBook(book);
    return {
      accountId,
      region: tx.deployment.defaultRegion,
      name: "Billing:BalanceOverdrawn" as const,
      level: "CRITICAL" as const,
      resource: containerArn("*", accountId, "order"),
      status: "Failed" as const,
      content: { balanceMicros: (_sum.amountMicros ?? 0n).toString() },
      standing: "Billing:BalanceOverdrawn",
    };
  });
}
