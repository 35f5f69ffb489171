import type { RamRoleModel } from "@/lib/generated/prisma/models";
import { principalOf, Unread } from "../authorize";
import type { Tx } from "../context";
import { evaluate, type Principal } from "../policies/evaluate";
import { storedStatements } from "../policies/stored-policy";
import { parseRoleArn } from "./role-token-rules";

export const ASSUME_ROLE = "sts:AssumeRole";

/**
 * The role of an ARN, where it trusts the caller. One that does not, one of the product's own (ACC-09) and one that does
 * not exist are the same to `authorize` (POL-25).
 */
export async function loadRoleToAssume(tx: Tx, arn: string): Promise<Unread<RamRoleModel>> {
  const role = await tx.db.ramRole.findUnique({ where: { accountId_name: parseRoleArn(arn) } });
  const principal = principalOf(tx.actor);
  const trusted = role && principal && !role.service && trusts(tx, role.trustPolicy, arn, principal) ? role : null;
  // In its own account a trust policy is not enough (POL-15 would make it so): RAM must allow too, and is asked alone.
  const policy = trusted && trusted.accountId !== principal?.accountId ? trusted.trustPolicy : null;
  return new Unread(arn, "RoleNotFound", trusted, { arn, policy, tags: [] });
}

/** Whether the trust policy names the caller, or its account whole, and denies it nowhere. What RAM says is not asked here. */
function trusts(tx: Tx, trustPolicy: string, arn: string, { accountId, arn: caller }: Principal): boolean {
  const withoutRam: Principal = { accountId, arn: caller, root: true, grants: [] };
  return evaluate(withoutRam, {
    action: ASSUME_ROLE,
    resource: arn,
    ownerAccountId: "", // nobody's: only a statement that names the caller counts (POL-16)
    resourcePolicy: storedStatements(trustPolicy),
    circumstances: { now: tx.now(), tags: [], ...(tx.sourceIp && { sourceIp: tx.sourceIp }) },
  }).allowed;
}
