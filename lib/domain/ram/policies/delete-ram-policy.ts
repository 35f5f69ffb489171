import { z } from "zod";
import { record } from "../../audit/record";
import { authorize } from "../../authorize";
import { DomainError } from "../../errors";
import { operation } from "../../operation";
import { assertChanged } from "../../transaction";
import { changingIdentities } from "../changing-identities";
import { about, policyArn } from "../ram-rules";
import { policyNameSchema } from "../ram-schema";
import { loadRamPolicy } from "./load-policy";

/** Deletes a custom policy that is attached nowhere any more. @throws DomainError PolicyNotFound, PolicyAttached */
export const deleteRamPolicy = operation(
  "DeleteRamPolicy",
  { touches: "secrets", schema: z.object({ policyName: policyNameSchema }), stepUp: true },
  async (ctx, { policyName }) =>
    changingIdentities(ctx, async (tx) => {
      const { pk, revision, accountId } = authorize(tx, "ram:DeletePolicy", await loadRamPolicy(tx, policyName));
      const count = await tx.db.policyAttachment.count({ where: { accountId, policyType: "Custom", policyName } });
      if (count > 0) throw new DomainError("PolicyAttached", { count });
      assertChanged(await tx.db.ramPolicy.deleteMany({ where: { pk, revision } }));
      await record(tx, "DeleteRamPolicy", about(accountId, policyArn(accountId, "Custom", policyName)));
    }),
);
