import { z } from "zod";
import { record } from "../../audit/record";
import { DomainError } from "../../errors";
import { operation } from "../../operation";
import { transaction } from "../../transaction";
import { folderOf } from "./folders";
import { aboutDirectory, holdManaged } from "./load-directory";

/**
 * Deletes a folder with neither folders nor members in it, with which nothing is shared: so nobody loses anything.
 * @throws DomainError FolderNotFound, FolderInUse
 */
export const deleteDirectoryFolder = operation(
  "DeleteDirectoryFolder",
  { touches: "secrets", schema: z.object({ folderId: z.string().max(100) }) },
  (ctx, { folderId }): Promise<void> =>
    transaction(ctx, async (tx) => {
      const directory = await holdManaged(tx, "kms:DeleteDirectoryFolder");
      const folder = await folderOf(tx, directory, folderId);
      if (!folder) throw new DomainError("FolderNotFound");
      const { pk } = folder;
      const within = [
        await tx.db.directoryFolder.count({ where: { parentPk: pk } }),
        await tx.db.directoryMember.count({ where: { folderPk: pk } }),
        await tx.db.sharePrincipal.count({ where: { folderPk: pk } }),
      ];
      if (within.some((count) => count > 0)) throw new DomainError("FolderInUse");
      await tx.db.directoryFolder.delete({ where: { pk } });
      const detail = { folderId, name: folder.name };
      await record(tx, "DeleteDirectoryFolder", aboutDirectory(directory.accountId), detail);
    }),
);
