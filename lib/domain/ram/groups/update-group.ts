import { z } from "zod";
import { record } from "../../audit/record";
import { authorize } from "../../authorize";
import { operation } from "../../operation";
import { assertChanged } from "../../transaction";
import { changingIdentities } from "../changing-identities";
import { about, groupArn } from "../ram-rules";
import { nameSchema, textSchema } from "../ram-schema";
import { loadGroup } from "./load-group";

/** What a group is for, in words. Its name stays, as a user's does. */
export const updateGroup = operation(
  "UpdateGroup",
  { touches: "secrets", schema: z.object({ groupName: nameSchema, comments: textSchema }) },
  async (ctx, { groupName, comments }) =>
    changingIdentities(ctx, async (tx) => {
      const { pk, revision, accountId } = authorize(tx, "ram:UpdateGroup", await loadGroup(tx, groupName));
      assertChanged(await tx.db.ramGroup.updateMany({ where: { pk, revision }, data: { comments } }));
      await record(tx, "UpdateGroup", about(accountId, groupArn(accountId, groupName)), { comments });
    }),
);
