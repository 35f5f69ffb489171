import { randomUuid } from "@/lib/crypto/random";
import { insertAccount } from "@/lib/domain/accounts/insert-account";
import type { Ctx } from "@/lib/domain/context";
import { transaction } from "@/lib/domain/transaction";
import type { TestWorld } from "../context";

export interface TestAccount {
  accountId: string;
  accountPk: string;
  personPk: string;
  name: string;
  /** Acts as the account's root person. */
  ctx: Ctx;
}

/** An account of its own for a test. Its password opens nothing: a test that signs in makes its account by the operation. */
export async function anAccount(
  world: TestWorld,
  options: { name?: string; operator?: boolean; accountId?: string } = {},
): Promise<TestAccount> {
  const { operator = false, accountId } = options;
  const name = options.name ?? `account-${randomUuid().slice(0, 13)}`;
  const made = await transaction(world.ctx, (tx) =>
    insertAccount(tx, { name, operator, accountId, passwordHash: "none" }),
  );
  const ctx = world.as({
    kind: "person",
    accountId: made.accountId,
    personPk: made.personPk,
    name,
    root: true,
    operator,
    grants: [],
    sessionPk: world.ctx.newId(),
    steppedUp: true,
  });
  return { ...made, name, ctx };
}
