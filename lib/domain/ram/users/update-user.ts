import { z } from "zod";
import { record } from "../../audit/record";
import { authorize } from "../../authorize";
import { operation } from "../../operation";
import { assertChanged } from "../../transaction";
import { changingIdentities } from "../changing-identities";
import { about } from "../ram-rules";
import { displayNameSchema, nameSchema, textSchema } from "../ram-schema";
import { loadUser } from "./load-user";
import { type UserView, userView } from "./user-view";

/**
 * How a RAM user is described. Its name stays: keys' policies spell it out, and whoever took another's old name would
 * take the rights with it.
 */
export const updateUser = operation(
  "UpdateUser",
  {
    touches: "secrets",
    schema: z.object({
      userName: nameSchema,
      displayName: displayNameSchema.optional(),
      comments: textSchema.optional(),
    }),
  },
  async (ctx, { userName, ...data }): Promise<UserView> =>
    changingIdentities(ctx, async (tx) => {
      const user = authorize(tx, "ram:UpdateUser", await loadUser(tx, userName));
      const { pk, revision, accountId } = user;
      assertChanged(await tx.db.person.updateMany({ where: { pk, revision }, data }));
      const view = userView({ ...user, ...given(data) });
      await record(tx, "UpdateUser", about(accountId, view.arn), given(data));
      return view;
    }),
);

function given<T extends Record<string, string | undefined>>(data: T) {
  return Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined)) as Record<string, string>;
}
