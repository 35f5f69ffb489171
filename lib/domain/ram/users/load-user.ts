import { accountOf, Unread } from "../../authorize";
import type { Ctx, Tx } from "../../context";
import { userArn } from "../../policies/principal";
import { USER_VIEW_COLUMNS } from "./user-view";

const COLUMNS = { ...USER_VIEW_COLUMNS, accountPk: true, revision: true, root: true } as const;

/** A RAM user of the caller's account. The root is none: nothing here can rename, strip or delete it (ACC-01). */
export async function loadUser(ctx: Ctx | Tx, userName: string) {
  const accountId = accountOf(ctx);
  const row = await ctx.db.person.findUnique({
    where: { accountId_name: { accountId, name: userName } },
    select: COLUMNS,
  });
  return new Unread(userArn(accountId, userName), "UserNotFound", row && !row.root ? row : null);
}
