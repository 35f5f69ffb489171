import { randomUuid } from "@/lib/crypto/random";
import type { Ctx } from "@/lib/domain/context";
import { systemPolicy } from "@/lib/domain/policies/system-policies";
import { createRamPolicy } from "@/lib/domain/ram/policies/create-ram-policy";

/** A statement as documents spell it. */
export interface StatementDocument {
  Effect: "Allow" | "Deny";
  Action: string | string[];
  Resource: string | string[];
  Condition?: Record<string, Record<string, string | string[]>>;
}

export interface PolicyWishes {
  /** Names of system policies, or of custom ones that exist already. */
  policies?: string[];
  /** A custom policy of its own. */
  statements?: StatementDocument[];
}

export function ramDocument(...statements: StatementDocument[]): string {
  return JSON.stringify({ Version: "1", Statement: statements });
}

/** A custom policy, made through the operation. */
export async function aPolicy(
  ctx: Ctx,
  statements: StatementDocument[],
  policyName = `policy-${randomUuid().slice(0, 13)}`,
) {
  return createRamPolicy(ctx, createRamPolicy.schema.parse({ policyName, document: ramDocument(...statements) }));
}

/** The policies wished for, as attaching takes them. */
export async function policiesOf(ctx: Ctx, { policies = [], statements }: PolicyWishes) {
  const named = policies.map((policyName) => ({
    policyType: systemPolicy(policyName) ? ("System" as const) : ("Custom" as const),
    policyName,
  }));
  if (!statements) return named;
  const { policyName } = await aPolicy(ctx, statements);
  return [...named, { policyType: "Custom" as const, policyName }];
}
