import { z } from "zod";
import { record } from "../../audit/record";
import { accountOf, authorizeArn } from "../../authorize";
import type { Tx } from "../../context";
import { DomainError } from "../../errors";
import { operation } from "../../operation";
import { changingIdentities } from "../changing-identities";
import { nameLike } from "../name-search";
import { about, assertName, GROUPS_MAX, groupArn, identityContainer, isSameName } from "../ram-rules";
import { nameSchema, textSchema } from "../ram-schema";

export interface GroupView {
  groupName: string;
  arn: string;
  comments: string;
  createdAt: Date;
}

/**
 * A group, whose members hold its policies together.
 * @throws DomainError InvalidIdentityName, GroupExists, IdentityLimit
 */
export const createGroup = operation(
  "CreateGroup",
  { touches: "secrets", schema: z.object({ groupName: nameSchema, comments: textSchema.default("") }) },
  async (ctx, { groupName: name, comments }): Promise<GroupView> => {
    authorizeArn(ctx, "ram:CreateGroup", identityContainer(accountOf(ctx), "group"));
    assertName(name);
    return changingIdentities(ctx, async (tx, { accountId, accountPk }) => {
      await assertFree(tx, accountId, name);
      const createdAt = tx.now();
      await tx.db.ramGroup.create({ data: { pk: tx.newId(), accountId, accountPk, name, comments, createdAt } });
      const arn = groupArn(accountId, name);
      await record(tx, "CreateGroup", about(accountId, arn));
      return { groupName: name, arn, comments, createdAt };
    });
  },
);

async function assertFree(tx: Tx, accountId: string, name: string): Promise<void> {
  const alike = await tx.db.ramGroup.findMany({ where: { accountId, ...nameLike(name) }, select: { name: true } });
  if (alike.some((other) => isSameName(other.name, name))) throw new DomainError("GroupExists", { name });
  const count = await tx.db.ramGroup.count({ where: { accountId } });
  if (count >= GROUPS_MAX) throw new DomainError("IdentityLimit", { limit: GROUPS_MAX });
}
