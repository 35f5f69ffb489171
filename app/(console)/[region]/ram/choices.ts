import type { Ctx } from "@/lib/domain/context";
import { SYSTEM_POLICIES } from "@/lib/domain/policies/system-policies";
import type { AttachedPolicy } from "@/lib/domain/ram/policies/attached-policies";
import { listRamPolicies } from "@/lib/domain/ram/policies/list-ram-policies";
import { readableOr } from "../../readable";

const CUSTOM_SHOWN = 50;

/** What there is to attach before anything is searched for: the account's newest policies, and the system's. */
export async function policyChoices(ctx: Ctx): Promise<string[]> {
  const input = { policyType: "Custom", page: { size: CUSTOM_SHOWN } } as const;
  const custom = await readableOr(listRamPolicies(ctx, input), { rows: [] });
  return [
    ...SYSTEM_POLICIES.map(({ name }) => `System/${name}`),
    ...custom.rows.map(({ policyName }) => `Custom/${policyName}`),
  ];
}

export function choiceOf({ policyType, policyName }: AttachedPolicy): string {
  return `${policyType}/${policyName}`;
}
