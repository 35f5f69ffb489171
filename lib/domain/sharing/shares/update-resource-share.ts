import { z } from "zod";
import { record } from "../../audit/record";
import { operation } from "../../operation";
import { transaction } from "../../transaction";
import { assertShareName } from "../share-rules";
import { aboutShare, holdShare } from "./load-share";

/** Gives a share another name (SHR-04). @throws DomainError ShareNotFound, InvalidShareName */
export const updateResourceShare = operation(
  "UpdateResourceShare",
  {
    touches: "secrets",
    schema: z.object({ region: z.string(), shareId: z.string().max(100), name: z.string().max(200) }),
  },
  (ctx, input): Promise<{ shareId: string; name: string }> =>
    transaction(ctx, async (tx) => {
      const { share } = await holdShare(tx, "kms:UpdateResourceShare", input);
      const { name } = input;
      assertShareName(name);
      await tx.db.resourceShare.update({ where: { pk: share.pk }, data: { name } });
      await record(tx, "UpdateResourceShare", aboutShare(share), { from: share.name, name });
      return { shareId: share.shareId, name };
    }),
);
