import { z } from "zod";
import { record } from "../../audit/record";
import { operation } from "../../operation";
import { transaction } from "../../transaction";
import { principalText } from "../share-rules";
import { instanceIdsSchema, principalsSchema } from "../sharing-schema";
import { addToShare } from "./add-to-share";
import { aboutShare, assertSharingEnabled, holdShare } from "./load-share";
import { type ResourceShareView, viewOfShare } from "./share-view";

const schema = z.object({
  region: z.string(),
  shareId: z.string().max(100),
  instanceIds: instanceIdsSchema,
  principals: principalsSchema,
});

/**
 * Puts further instances or principals into a share (SHR-04, SHR-05). Who lacks quota is Failed (SHR-15), the others work.
 * @throws DomainError ShareNotFound, SharingNotEnabled, InstanceNotFound, InstanceNotShareable, InvalidSharePrincipal
 */
export const associateResourceShare = operation(
  "AssociateResourceShare",
  { touches: "secrets", stepUp: true, schema },
  (ctx, input): Promise<ResourceShareView> =>
    transaction(ctx, async (tx) => {
      const { share, directory } = await holdShare(tx, "kms:AssociateResourceShare", input);
      assertSharingEnabled(directory);
      const instancePks = share.instances.map(({ instancePk }) => instancePk);
      const target = { ...share, instancePks };
      const added = await addToShare(tx, "kms:AssociateResourceShare", target, directory.pk, input);
      const detail = { instances: input.instanceIds, principals: input.principals.map(principalText), ...added };
      await record(tx, "AssociateResourceShare", aboutShare(share), detail);
      return viewOfShare(tx, share.pk);
    }),
);
