import { z } from "zod";
import { record } from "../../audit/record";
import { authorize } from "../../authorize";
import { DomainError } from "../../errors";
import { operation } from "../../operation";
import { assertChanged } from "../../transaction";
import { changingIdentities } from "../changing-identities";
import { about, groupArn } from "../ram-rules";
import { nameSchema } from "../ram-schema";
import { loadGroup } from "./load-group";

/** Deletes a group that has neither members nor policies any more. @throws DomainError GroupNotFound, IdentityInUse */
export const deleteGroup = operation(
  "DeleteGroup",
  { touches: "secrets", schema: z.object({ groupName: nameSchema }), stepUp: true },
  async (ctx, { groupName }) =>
    changingIdentities(ctx, async (tx) => {
      const { pk, revision, accountId } = authorize(tx, "ram:DeleteGroup", await loadGroup(tx, groupName));
      const where = { groupPk: pk };
      if ((await tx.db.groupMember.count({ where })) > 0) throw new DomainError("IdentityInUse", { what: "members" });
      if ((await tx.db.policyAttachment.count({ where })) > 0) {
        throw new DomainError("IdentityInUse", { what: "policies" });
      }
      assertChanged(await tx.db.ramGroup.deleteMany({ where: { pk, revision } }));
      await record(tx, "DeleteGroup", about(accountId, groupArn(accountId, groupName)));
    }),
);
