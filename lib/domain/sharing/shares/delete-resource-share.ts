import { z } from "zod";
import { record } from "../../audit/record";
import { operation } from "../../operation";
import { transaction } from "../../transaction";
import { aboutShare, holdShare } from "./load-share";
import { syncInstances } from "./sync-instances";

/** Ends a share. Nothing happens where an account that would lose access holds keys or secrets (SHR-16). @throws DomainError ShareNotFound, ResourceInUse */
export const deleteResourceShare = operation(
  "DeleteResourceShare",
  { touches: "secrets", stepUp: true, schema: z.object({ region: z.string(), shareId: z.string().max(100) }) },
  (ctx, input): Promise<void> =>
    transaction(ctx, async (tx) => {
      const { share } = await holdShare(tx, "kms:DeleteResourceShare", input);
      await tx.db.resourceShare.delete({ where: { pk: share.pk } });
      const ended = await syncInstances(tx, share.instances);
      await record(tx, "DeleteResourceShare", aboutShare(share), { name: share.name, ended });
    }),
);
