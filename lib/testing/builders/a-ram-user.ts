import { randomUuid } from "@/lib/crypto/random";
import { grantsOfPerson } from "@/lib/domain/accounts/load-grants";
import type { Ctx } from "@/lib/domain/context";
import { addUserToGroup } from "@/lib/domain/ram/groups/group-members";
import { attachPolicyToUser } from "@/lib/domain/ram/policies/attachments";
import { createUser } from "@/lib/domain/ram/users/create-user";
import type { TestWorld } from "../context";
import { type PolicyWishes, policiesOf } from "./a-policy";
import type { TestAccount } from "./an-account";

export interface RamUserWishes extends PolicyWishes {
  name?: string;
  /** Groups that exist already. */
  groups?: string[];
  /** With one it may sign in to the console, without having to choose another. */
  password?: string;
  accessKey?: boolean;
}

export interface TestRamUser {
  name: string;
  arn: string;
  personPk: string;
  accessKey: { accessKeyId: string; accessKeySecret: string } | null;
  /** Acts as the user at the console, with the policies it had when it was made. */
  ctx: Ctx;
  /** The same with the policies it has now: every request of a door loads them anew. */
  again(): Promise<Ctx>;
}

/** A RAM user of `account`, made through the operations by its root. Without wishes it may do nothing (ACC-01). */
export async function aRamUser(
  world: TestWorld,
  account: Pick<TestAccount, "ctx" | "accountId">,
  wishes: RamUserWishes = {},
): Promise<TestRamUser> {
  const userName = wishes.name ?? `user-${randomUuid().slice(0, 13)}`;
  const { password } = wishes;
  const made = await createUser(
    account.ctx,
    createUser.schema.parse({
      userName,
      accessKey: wishes.accessKey,
      login: password === undefined ? undefined : { password, mustChange: false },
    }),
  );
  for (const policy of await policiesOf(account.ctx, wishes)) {
    await attachPolicyToUser(account.ctx, { userName, ...policy });
  }
  for (const groupName of wishes.groups ?? []) await addUserToGroup(account.ctx, { groupName, userName });
  const { pk: personPk } = await account.ctx.db.person.findUniqueOrThrow({
    where: { accountId_name: { accountId: account.accountId, name: userName } },
    select: { pk: true },
  });
  const again = async () => {
    const grants = await grantsOfPerson(world.ctx, personPk);
    const who = { accountId: account.accountId, personPk, name: userName, root: false, operator: false };
    return world.as({ kind: "person", ...who, grants, sessionPk: world.ctx.newId(), steppedUp: true });
  };
  return { name: userName, arn: made.user.arn, personPk, accessKey: made.accessKey, ctx: await again(), again };
}
