import { z } from "zod";
import { authorize } from "../../authorize";
import { operation } from "../../operation";
import { type AttachedPolicy, attachedTo } from "../policies/attached-policies";
import { groupArn } from "../ram-rules";
import { nameSchema } from "../ram-schema";
import type { GroupView } from "./create-group";
import { loadGroup } from "./load-group";

export interface GroupDetails extends GroupView {
  members: { userName: string; displayName: string; since: Date }[];
  policies: AttachedPolicy[];
}

/** A group with its members and policies. */
export const getGroup = operation(
  "GetGroup",
  { touches: "metadata", schema: z.object({ groupName: nameSchema }) },
  async (ctx, { groupName }): Promise<GroupDetails> => {
    const { pk, accountId, name, comments, createdAt } = authorize(
      ctx,
      "ram:GetGroup",
      await loadGroup(ctx, groupName),
    );
    const [members, policies] = await Promise.all([
      ctx.db.groupMember.findMany({
        where: { groupPk: pk },
        orderBy: { person: { name: "asc" } },
        select: { createdAt: true, person: { select: { name: true, displayName: true } } },
      }),
      attachedTo(ctx, { groupPk: pk }),
    ]);
    return {
      groupName: name,
      arn: groupArn(accountId, name),
      comments,
      createdAt,
      members: members.map(({ person, createdAt: since }) => ({
        userName: person.name,
        displayName: person.displayName,
        since,
      })),
      policies,
    };
  },
);
