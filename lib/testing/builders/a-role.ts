import { randomUuid } from "@/lib/crypto/random";
import { grantsOfRole } from "@/lib/domain/accounts/load-grants";
import type { Ctx } from "@/lib/domain/context";
import { rootArn } from "@/lib/domain/policies/principal";
import { attachPolicyToRole } from "@/lib/domain/ram/policies/attachments";
import { createRole } from "@/lib/domain/ram/roles/create-role";
import type { TestWorld } from "../context";
import { type PolicyWishes, policiesOf } from "./a-policy";
import type { TestAccount } from "./an-account";

export interface RoleWishes extends PolicyWishes {
  name?: string;
  /** Principals that may take it on (ACC-02); the whole account when absent. */
  trusts?: string[];
  maxTokenSeconds?: number;
}

export interface TestRole {
  name: string;
  arn: string;
  rolePk: string;
  /** Acts as somebody who took the role on, with the policies it had when it was made. */
  ctx: Ctx;
  /** The same with the policies it has now. */
  again(): Promise<Ctx>;
}

export function trustDocument(...principals: string[]): string {
  const statement = { Effect: "Allow", Principal: { RAM: principals }, Action: "sts:AssumeRole" };
  return JSON.stringify({ Version: "1", Statement: [statement] });
}

/** A role of `account`, made through the operations by its root. */
export async function aRole(
  world: TestWorld,
  account: Pick<TestAccount, "ctx" | "accountId">,
  wishes: RoleWishes = {},
): Promise<TestRole> {
  const { accountId } = account;
  const roleName = wishes.name ?? `role-${randomUuid().slice(0, 13)}`;
  const trustPolicy = trustDocument(...(wishes.trusts ?? [rootArn(accountId)]));
  const { maxTokenSeconds } = wishes;
  const made = await createRole(account.ctx, createRole.schema.parse({ roleName, trustPolicy, maxTokenSeconds }));
  for (const policy of await policiesOf(account.ctx, wishes)) {
    await attachPolicyToRole(account.ctx, { roleName, ...policy });
  }
  const { pk: rolePk } = await account.ctx.db.ramRole.findUniqueOrThrow({
    where: { accountId_name: { accountId, name: roleName } },
    select: { pk: true },
  });
  const again = async () => {
    const grants = await grantsOfRole(world.ctx, rolePk);
    const accessKeyId = `STS.${randomUuid().slice(0, 20)}`;
    return world.as({ kind: "role", accountId, rolePk, name: roleName, sessionName: "test", grants, accessKeyId });
  };
  return { name: roleName, arn: made.arn, rolePk, ctx: await again(), again };
}
