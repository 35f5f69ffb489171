import type { OrderModel } from "@/lib/generated/prisma/models";
import type { Tx } from "../context";
import { DomainError } from "../errors";
import type { OrderFormOf } from "./order-parameters";

/** Pay-as-you-go instances that an account may have in a region: they cost nothing when ordered. */
export const PAY_AS_YOU_GO_LIMIT = 20;

/**
 * Judged when it is ordered, and again when it is paid, where the payer holds the account's balance: of two at once the
 * second sees the first. @throws DomainError InstanceLimit
 */
export async function assertInstanceLimit(
  tx: Tx,
  { accountId: ownerAccountId, region, chargeType }: Pick<OrderModel, "accountId" | "region" | "chargeType">,
  { quantity }: OrderFormOf<"instance">,
): Promise<void> {
  if (chargeType !== "POSTPAY") return;
  const has = await tx.db.instance.count({
    where: { ownerAccountId, region, chargeType, saleStatus: { not: "Released" } },
  });
  if (has + quantity > PAY_AS_YOU_GO_LIMIT) throw new DomainError("InstanceLimit", { limit: PAY_AS_YOU_GO_LIMIT });
}
