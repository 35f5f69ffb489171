import { z } from "zod";
import { record } from "../../audit/record";
import { DomainError } from "../../errors";
import { operation } from "../../operation";
import { transaction } from "../../transaction";
import { accountIdSchema } from "../sharing-schema";
import { aboutDirectory, assertManagement, holdDirectory } from "./load-directory";
import { memberOf } from "./members";
import { syncMember } from "./sync-members";

/**
 * Takes a member out of the directory, or leaves it: the management account removes others, and a member itself. Whatever
 * was shared with it ends, unless it holds keys or secrets there (SHR-16); what it shares must have been ended before.
 * @throws DomainError DirectoryMemberNotFound, ManagementAccountStays, DirectoryInUse, ResourceInUse, NoPermission
 */
export const removeDirectoryMember = operation(
  "RemoveDirectoryMember",
  { touches: "secrets", stepUp: true, schema: z.object({ accountId: accountIdSchema }) },
  (ctx, { accountId }): Promise<void> =>
    transaction(ctx, async (tx) => {
      const directory = await holdDirectory(tx, "kms:RemoveDirectoryMember");
      const { directoryId, managementAccountId } = directory;
      if (accountId !== directory.accountId) assertManagement(directory, "kms:RemoveDirectoryMember");
      await memberOf(tx, directory, accountId);
      if (accountId === managementAccountId) throw new DomainError("ManagementAccountStays");
      if ((await tx.db.resourceShare.count({ where: { accountId } })) > 0) throw new DomainError("DirectoryInUse");
      // It may come back one day, and is then shared with again by whoever wishes to.
      await tx.db.sharePrincipal.deleteMany({ where: { accountId } });
      await tx.db.directoryMember.delete({ where: { accountId } });
      await syncMember(tx, directory.pk, accountId);
      for (const side of [accountId, managementAccountId]) {
        const detail = { directoryId, memberAccountId: accountId };
        await record(tx, "RemoveDirectoryMember", aboutDirectory(side), detail);
      }
    }),
);
