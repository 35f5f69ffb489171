import { z } from "zod";
import { containerArn } from "../../arn";
import { record } from "../../audit/record";
import { accountOf, authorizeArn } from "../../authorize";
import { newShareId } from "../../ids";
import { regionOf } from "../../instances/regions";
import { operation } from "../../operation";
import { transaction } from "../../transaction";
import { assertShareName, principalText, SHARE_PERMISSION } from "../share-rules";
import { instanceIdsSchema, principalsSchema } from "../sharing-schema";
import { addToShare } from "./add-to-share";
import { aboutShare, assertSharingEnabled, holdDirectoryOf } from "./load-share";
import { type ResourceShareView, viewOfShare } from "./share-view";

const schema = z.object({
  region: z.string(),
  name: z.string().max(200),
  instanceIds: instanceIdsSchema,
  principals: principalsSchema,
  /** SHR-06 */
  permission: z.literal(SHARE_PERMISSION).default(SHARE_PERMISSION),
});

/**
 * Shares instances of the caller's account with others of its directory (SHR-03..06). The view says which account got
 * access and which did not for lack of quota (SHR-15).
 * @throws DomainError InvalidShareName, DirectoryNotFound, SharingNotEnabled, InstanceNotFound, InstanceNotShareable,
 * InvalidSharePrincipal
 */
export const createResourceShare = operation(
  "CreateResourceShare",
  { touches: "secrets", stepUp: true, schema },
  (ctx, { name, permission, ...input }): Promise<ResourceShareView> =>
    transaction(ctx, async (tx) => {
      const { id: region } = regionOf(tx, input.region);
      const accountId = accountOf(tx);
      authorizeArn(tx, "kms:CreateResourceShare", containerArn(region, accountId, "share"));
      const directory = await holdDirectoryOf(tx, accountId);
      assertSharingEnabled(directory);
      assertShareName(name);
      const share = { pk: tx.newId(), shareId: newShareId(), accountId, region, name, permission, createdAt: tx.now() };
      await tx.db.resourceShare.create({ data: share });
      const empty = { ...share, principals: [], instancePks: [] };
      const added = await addToShare(tx, "kms:CreateResourceShare", empty, directory.pk, input);
      const detail = { name, instances: input.instanceIds, principals: input.principals.map(principalText), ...added };
      await record(tx, "CreateResourceShare", aboutShare(share), detail);
      return viewOfShare(tx, share.pk);
    }),
);
