import type { PolicyType } from "@/lib/generated/prisma/enums";
import { accountOf, Unread } from "../../authorize";
import type { Ctx, Tx } from "../../context";
import { DomainError } from "../../errors";
import { systemPolicy } from "../../policies/system-policies";
import { policyArn } from "../ram-rules";

/** A custom policy of the caller's account. */
export async function loadRamPolicy(ctx: Ctx | Tx, policyName: string) {
  const accountId = accountOf(ctx);
  const row = await ctx.db.ramPolicy.findUnique({ where: { accountId_name: { accountId, name: policyName } } });
  return new Unread(policyArn(accountId, "Custom", policyName), "PolicyNotFound", row);
}

/** @throws DomainError PolicyNotFound */
export async function assertPolicyExists(tx: Tx, type: PolicyType, name: string): Promise<void> {
  if (type === "System") {
    if (!systemPolicy(name)) throw new DomainError("PolicyNotFound");
    return;
  }
  const accountId = accountOf(tx);
  if ((await tx.db.ramPolicy.count({ where: { accountId, name } })) === 0) throw new DomainError("PolicyNotFound");
}
