import type { Money } from "@/components/billing/order-summary";
import { containerArn } from "@/lib/domain/arn";
import { accountOf } from "@/lib/domain/authorize";
import { describeBalance } from "@/lib/domain/billing/describe-balance";
import { listPrices } from "@/lib/domain/billing/list-prices";
import type { Ctx } from "@/lib/domain/context";
import type { Lack } from "@/lib/domain/lack";
import { deploymentHref } from "../deployment/deployment-href";

/** What every form of money shows, and so asks for beside the order itself (P10). */
export function moneyNeeds(ctx: Ctx): Lack[] {
  const orders = containerArn("*", accountOf(ctx), "order");
  return [
    { action: "kms:ListPrices", resource: orders },
    { action: "kms:DescribeBalance", resource: orders },
  ];
}

/** `page`: the same form of the same page sent twice is one order (BIL-03). */
export async function moneyOf(ctx: Ctx, region: string): Promise<Money> {
  const [prices, { balanceMicros }] = await Promise.all([listPrices(ctx, {}), describeBalance(ctx, {})]);
  return { prices, balanceMicros, operatorHref: deploymentHref(ctx, region), page: ctx.newId() };
}
