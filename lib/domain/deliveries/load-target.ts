import type { DeliveryTargetModel } from "@/lib/generated/prisma/models";
import type { Recorded } from "../audit/record";
import { accountOf, Unread } from "../authorize";
import type { Ctx, Tx } from "../context";
import { targetArn } from "./target-rules";

/** The caller's target of that id; another account's is not found. For the processes that may read its secret. */
export async function loadTarget(ctx: Ctx | Tx, targetId: string): Promise<Unread<DeliveryTargetModel>> {
  const accountId = accountOf(ctx);
  const found = await ctx.db.deliveryTarget.findFirst({ where: { targetId, accountId } });
  return new Unread(targetArn(accountId, targetId), "DeliveryTargetNotFound", found);
}

/** What an event about a target names. */
export function targetSubject(ctx: Ctx | Tx, target: { accountId: string; targetId: string }): Recorded {
  const { accountId, targetId } = target;
  return { accountId, region: ctx.deployment.defaultRegion, arn: targetArn(accountId, targetId) };
}
