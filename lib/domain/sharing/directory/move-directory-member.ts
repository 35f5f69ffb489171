import { z } from "zod";
import { record } from "../../audit/record";
import { DomainError } from "../../errors";
import { operation } from "../../operation";
import { transaction } from "../../transaction";
import { accountIdSchema } from "../sharing-schema";
import { folderOf } from "./folders";
import { aboutDirectory, holdManaged } from "./load-directory";
import { memberOf } from "./members";
import { syncMember } from "./sync-members";

const schema = z.object({
  accountId: accountIdSchema,
  /** Null: directly under the root. */
  folderId: z.string().max(100).nullable(),
});

/**
 * Puts a member into another folder. What is shared with folders changes for it, as at a change of shares, so a person is
 * asked for step-up (S36), and nothing happens where the member holds keys or secrets in what it would lose (SHR-16).
 * @throws DomainError DirectoryMemberNotFound, FolderNotFound, ManagementAccountStays, ResourceInUse
 */
export const moveDirectoryMember = operation(
  "MoveDirectoryMember",
  { touches: "secrets", stepUp: true, schema },
  (ctx, { accountId, folderId }): Promise<{ accountId: string; folderId: string | null }> =>
    transaction(ctx, async (tx) => {
      const directory = await holdManaged(tx, "kms:MoveDirectoryMember");
      const { folder: from } = await memberOf(tx, directory, accountId);
      const folder = await folderOf(tx, directory, folderId);
      if (accountId === directory.managementAccountId) throw new DomainError("ManagementAccountStays");
      await tx.db.directoryMember.update({ where: { accountId }, data: { folderPk: folder?.pk ?? null } });
      await syncMember(tx, directory.pk, accountId);
      const detail = { memberAccountId: accountId, from: from?.folderId ?? "", to: folderId ?? "" };
      await record(tx, "MoveDirectoryMember", aboutDirectory(directory.accountId), detail);
      return { accountId, folderId };
    }),
);
