import { createAccessKey } from "@/lib/domain/accounts/create-access-key";
import { roleArn, userArn } from "@/lib/domain/policies/principal";
import type { Credentials } from "../sdk";
import type { TestAccount } from "./an-account";

// RAM users, roles and what they hold, as rows: for tests of what depends on them, not of how they are made.

/** A system policy by its name, or a document that becomes a custom one. */
export type Held = string | { name: string; document: object };

export interface TestUser {
  personPk: string;
  arn: string;
  credentials: Credentials;
}

export async function aRamUser(account: TestAccount, name: string, policies: readonly Held[] = []): Promise<TestUser> {
  const { ctx, accountId, accountPk } = account;
  const personPk = ctx.newId();
  await ctx.db.person.create({
    data: { pk: personPk, accountId, accountPk, name, root: false, createdAt: ctx.now() },
  });
  for (const policy of policies) await attach(account, { personPk }, policy);
  const { accessKeyId, accessKeySecret } = await createAccessKey(ctx, { userName: name });
  return { personPk, arn: userArn(accountId, name), credentials: { accessKeyId, accessKeySecret } };
}

export interface RoleWishes {
  name: string;
  /** Principals in the forms of ACC-02, or a whole trust policy. */
  trusts: readonly string[] | { Version: "1"; Statement: readonly object[] };
  policies?: readonly Held[];
  service?: boolean;
  maxTokenSeconds?: number;
}

export interface TestRole {
  rolePk: string;
  arn: string;
  name: string;
}

export async function aRole(account: TestAccount, wishes: RoleWishes): Promise<TestRole> {
  const { ctx, accountId, accountPk } = account;
  const { name, trusts, policies = [], service = false, maxTokenSeconds = 3600 } = wishes;
  const rolePk = ctx.newId();
  const trustPolicy = JSON.stringify("Statement" in trusts ? trusts : trusting(trusts));
  await ctx.db.ramRole.create({
    data: { pk: rolePk, accountId, accountPk, name, trustPolicy, service, maxTokenSeconds, createdAt: ctx.now() },
  });
  for (const policy of policies) await attach(account, { rolePk }, policy);
  return { rolePk, arn: roleArn(accountId, name), name };
}

const trusting = (principals: readonly string[]) => ({
  Version: "1",
  Statement: [{ Effect: "Allow", Principal: { RAM: principals }, Action: "sts:AssumeRole" }],
});

/** What a custom policy says in one statement. */
export const allowing = (name: string, Action: string, Resource = "*"): Held => ({
  name,
  document: { Version: "1", Statement: [{ Effect: "Allow", Action, Resource }] },
});

export async function attach(
  { ctx, accountId, accountPk }: TestAccount,
  to: { personPk: string } | { rolePk: string },
  policy: Held,
): Promise<void> {
  const policyName = typeof policy === "string" ? policy : policy.name;
  const createdAt = ctx.now();
  if (typeof policy !== "string") {
    const document = JSON.stringify(policy.document);
    const data = { pk: ctx.newId(), accountId, accountPk, name: policyName, document, createdAt, updatedAt: createdAt };
    await ctx.db.ramPolicy.create({ data });
  }
  const policyType = typeof policy === "string" ? "System" : "Custom";
  await ctx.db.policyAttachment.create({
    data: { pk: ctx.newId(), accountId, accountPk, policyType, policyName, ...to, createdAt },
  });
}

export async function detach(
  { ctx }: TestAccount,
  from: { personPk: string } | { rolePk: string },
  policyName: string,
): Promise<void> {
  await ctx.db.policyAttachment.deleteMany({ where: { ...from, policyName } });
}
