import { z } from "zod";
import { record } from "../../audit/record";
import { authorize } from "../../authorize";
import { DomainError } from "../../errors";
import { operation } from "../../operation";
import { changingIdentities } from "../changing-identities";
import { about, GROUPS_PER_USER_MAX, groupArn } from "../ram-rules";
import { nameSchema } from "../ram-schema";
import { loadUser } from "../users/load-user";
import { loadGroup } from "./load-group";

// Who is in a group holds its policies, so both ask for step-up as attaching does; RAM is asked about user and group.

const schema = z.object({ groupName: nameSchema, userName: nameSchema });

/** @throws DomainError GroupNotFound, UserNotFound, MemberExists, IdentityLimit */
export const addUserToGroup = operation(
  "AddUserToGroup",
  { touches: "secrets", schema, stepUp: true },
  async (ctx, { groupName, userName }) =>
    changingIdentities(ctx, async (tx, { accountId, accountPk }) => {
      const group = authorize(tx, "ram:AddUserToGroup", await loadGroup(tx, groupName));
      const user = authorize(tx, "ram:AddUserToGroup", await loadUser(tx, userName));
      const groups = await tx.db.groupMember.findMany({ where: { personPk: user.pk }, select: { groupPk: true } });
      if (groups.some(({ groupPk }) => groupPk === group.pk)) throw new DomainError("MemberExists");
      if (groups.length >= GROUPS_PER_USER_MAX) throw new DomainError("IdentityLimit", { limit: GROUPS_PER_USER_MAX });
      await tx.db.groupMember.create({
        data: { groupPk: group.pk, personPk: user.pk, accountPk, createdAt: tx.now() },
      });
      await record(tx, "AddUserToGroup", about(accountId, groupArn(accountId, groupName)), { userName });
    }),
);

/** @throws DomainError GroupNotFound, UserNotFound, MemberNotFound */
export const removeUserFromGroup = operation(
  "RemoveUserFromGroup",
  { touches: "secrets", schema, stepUp: true },
  async (ctx, { groupName, userName }) =>
    changingIdentities(ctx, async (tx, { accountId }) => {
      const group = authorize(tx, "ram:RemoveUserFromGroup", await loadGroup(tx, groupName));
      const user = authorize(tx, "ram:RemoveUserFromGroup", await loadUser(tx, userName));
      const { count } = await tx.db.groupMember.deleteMany({ where: { groupPk: group.pk, personPk: user.pk } });
      if (count === 0) throw new DomainError("MemberNotFound");
      await record(tx, "RemoveUserFromGroup", about(accountId, groupArn(accountId, groupName)), { userName });
    }),
);
