import { overdrawnSince } from "@/lib/db/overdrawn.sql";
import { containerArn } from "../arn";
import { CUSTOMER_BOOKS } from "../billing/ledger";
import type { Tx } from "../context";
import type { AlertName } from "./alert-rules";
import type { Condition } from "./judge-conditions";

export const OVERDRAWN = "Billing:BalanceOverdrawn" satisfies AlertName;

/** Longer than nobody looks at alerts while days are charged: the same worker does both. */
const LOOKED_BACK_MS = 7 * 86_400_000;

/**
 * BIL-04: a balance that days of pay-as-you-go have taken below zero; over once it is topped up to zero or more. Nothing
 * else takes it there, so that only books are summed that were charged lately, and those that are told already.
 */
export async function billingConditions(tx: Tx): Promise<Condition[]> {
  const standing = await tx.db.alert.findMany({
    where: { name: OVERDRAWN, endedAt: null },
    select: { accountId: true },
  });
  const told = standing.map(({ accountId }) => accountId);
  const since = new Date(tx.now().getTime() - LOOKED_BACK_MS);
  const overdrawn = await overdrawnSince(tx.db, { since, told, books: CUSTOMER_BOOKS });
  return overdrawn.map(({ accountId, balanceMicros }) => ({
    accountId,
    region: tx.deployment.defaultRegion,
    name: OVERDRAWN,
    level: "CRITICAL",
    resource: containerArn("*", accountId, "order"),
    status: "Failed",
    content: { balanceMicros },
    standing: OVERDRAWN,
  }));
}
