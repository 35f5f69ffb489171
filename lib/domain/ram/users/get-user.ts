import { z } from "zod";
import { grantsOfPerson } from "../../accounts/load-grants";
import { authorize } from "../../authorize";
import { operation } from "../../operation";
import type { Grant } from "../../policies/statement";
import { type AttachedPolicy, attachedTo } from "../policies/attached-policies";
import { nameSchema } from "../ram-schema";
import { loadUser } from "./load-user";
import { type UserView, userView } from "./user-view";

export interface UserDetails extends UserView {
  groups: { groupName: string; comments: string }[];
  /** Its own; those of its groups are in `grants` only. */
  policies: AttachedPolicy[];
  /** All that it may do, with the way by which it holds each. */
  grants: Grant[];
}

/** A RAM user with its groups and policies. */
export const getUser = operation(
  "GetUser",
  { touches: "metadata", schema: z.object({ userName: nameSchema }) },
  async (ctx, { userName }): Promise<UserDetails> => {
    const user = authorize(ctx, "ram:GetUser", await loadUser(ctx, userName));
    const [memberships, policies, grants] = await Promise.all([
      ctx.db.groupMember.findMany({
        where: { personPk: user.pk },
        orderBy: { group: { name: "asc" } },
        select: { group: { select: { name: true, comments: true } } },
      }),
      attachedTo(ctx, { personPk: user.pk }),
      grantsOfPerson(ctx, user.pk),
    ]);
    const groups = memberships.map(({ group }) => ({ groupName: group.name, comments: group.comments }));
    return { ...userView(user), groups, policies, grants };
  },
);
