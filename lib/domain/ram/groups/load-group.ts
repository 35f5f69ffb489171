import { accountOf, Unread } from "../../authorize";
import type { Ctx, Tx } from "../../context";
import { groupArn } from "../ram-rules";

export async function loadGroup(ctx: Ctx | Tx, groupName: string) {
  const accountId = accountOf(ctx);
  const row = await ctx.db.ramGroup.findUnique({ where: { accountId_name: { accountId, name: groupName } } });
  return new Unread(groupArn(accountId, groupName), "GroupNotFound", row);
}
