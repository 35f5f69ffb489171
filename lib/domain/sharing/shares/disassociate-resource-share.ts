import { z } from "zod";
import { record } from "../../audit/record";
import { DomainError } from "../../errors";
import { operation } from "../../operation";
import { transaction } from "../../transaction";
import { instanceIdsSchema, principalIdsSchema } from "../sharing-schema";
import { aboutShare, holdShare } from "./load-share";
import { type ResourceShareView, viewOfShare } from "./share-view";
import { syncInstances } from "./sync-instances";

const schema = z.object({
  region: z.string(),
  shareId: z.string().max(100),
  instanceIds: instanceIdsSchema,
  principalIds: principalIdsSchema,
});

/**
 * Takes instances or principals out of a share. Access ends where no other share gives it; all of it is refused where one
 * that would lose it holds keys or secrets (SHR-16).
 * @throws DomainError ShareNotFound, InstanceNotFound, InvalidSharePrincipal for what is not in the share, ResourceInUse
 */
export const disassociateResourceShare = operation(
  "DisassociateResourceShare",
  { touches: "secrets", stepUp: true, schema },
  (ctx, { instanceIds, principalIds, ...input }): Promise<ResourceShareView> =>
    transaction(ctx, async (tx) => {
      const { share } = await holdShare(tx, "kms:DisassociateResourceShare", input);
      const pks = instanceIds.map((id) => {
        const there = share.instances.find(({ instance }) => instance.instanceId === id);
        if (!there) throw new DomainError("InstanceNotFound");
        return there.instancePk;
      });
      const principals = principalIds.map((id) => {
        const there = share.principals.find(({ pk }) => pk === id);
        if (!there) throw new DomainError("InvalidSharePrincipal", { principal: id });
        return there;
      });
      const sharePk = share.pk;
      await tx.db.shareInstance.deleteMany({ where: { sharePk, instancePk: { in: pks } } });
      await tx.db.sharePrincipal.deleteMany({ where: { sharePk, pk: { in: principalIds } } });
      const ended = await syncInstances(tx, share.instances);
      const names = principals.map(({ accountId, folder }) => accountId ?? folder?.folderId ?? "Directory");
      const detail = { instances: instanceIds, principals: names, ended };
      await record(tx, "DisassociateResourceShare", aboutShare(share), detail);
      return viewOfShare(tx, sharePk);
    }),
);
