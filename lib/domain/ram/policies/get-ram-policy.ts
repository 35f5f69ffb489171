import { z } from "zod";
import type { PolicyType } from "@/lib/generated/prisma/enums";
import { accountOf, authorize, authorizeArn } from "../../authorize";
import type { Ctx } from "../../context";
import { DomainError } from "../../errors";
import { operation } from "../../operation";
import { systemPolicy } from "../../policies/system-policies";
import { type IdentityKind, policyArn } from "../ram-rules";
import { policyNameSchema, policyTypeSchema } from "../ram-schema";
import { loadRamPolicy } from "./load-policy";
import { customPolicyView, type PolicyView, systemPolicyView } from "./policy-view";

export interface PolicyHolder {
  kind: IdentityKind;
  name: string;
  attachedAt: Date;
}

export interface PolicyDetails extends PolicyView {
  /** Where it is in use, in this account. */
  holders: PolicyHolder[];
}

/** A system or custom policy, and where it is attached. */
export const getRamPolicy = operation(
  "GetRamPolicy",
  { touches: "metadata", schema: z.object({ policyType: policyTypeSchema, policyName: policyNameSchema }) },
  async (ctx, { policyType, policyName }): Promise<PolicyDetails> => {
    const policy = policyType === "System" ? ofProgram(ctx, policyName) : await ofAccount(ctx, policyName);
    return { ...policy, holders: await holdersOf(ctx, policyType, policyName) };
  },
);

function ofProgram(ctx: Ctx, name: string): PolicyView {
  authorizeArn(ctx, "ram:GetPolicy", policyArn(accountOf(ctx), "System", name));
  const policy = systemPolicy(name);
  if (!policy) throw new DomainError("PolicyNotFound");
  return systemPolicyView(policy);
}

async function ofAccount(ctx: Ctx, name: string): Promise<PolicyView> {
  return customPolicyView(authorize(ctx, "ram:GetPolicy", await loadRamPolicy(ctx, name)));
}

async function holdersOf(ctx: Ctx, policyType: PolicyType, policyName: string): Promise<PolicyHolder[]> {
  const named = { select: { name: true } };
  const rows = await ctx.db.policyAttachment.findMany({
    where: { accountId: accountOf(ctx), policyType, policyName },
    orderBy: { createdAt: "asc" },
    select: { createdAt: true, person: named, group: named, role: named },
  });
  return rows.flatMap(({ createdAt: attachedAt, person, group, role }): PolicyHolder[] => {
    if (person) return [{ kind: "user", name: person.name, attachedAt }];
    if (group) return [{ kind: "group", name: group.name, attachedAt }];
    return role ? [{ kind: "role", name: role.name, attachedAt }] : [];
  });
}
