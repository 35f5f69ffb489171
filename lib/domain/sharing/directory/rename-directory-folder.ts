import { z } from "zod";
import { record } from "../../audit/record";
import { DomainError } from "../../errors";
import { operation } from "../../operation";
import { transaction } from "../../transaction";
import { assertFolderName } from "../directory-rules";
import { assertFree, folderOf } from "./folders";
import { aboutDirectory, holdManaged } from "./load-directory";

/** @throws DomainError FolderNotFound, InvalidFolderName, FolderExists */
export const renameDirectoryFolder = operation(
  "RenameDirectoryFolder",
  { touches: "secrets", schema: z.object({ folderId: z.string().max(100), name: z.string().max(200) }) },
  (ctx, { folderId, name }): Promise<{ folderId: string; name: string }> =>
    transaction(ctx, async (tx) => {
      const directory = await holdManaged(tx, "kms:RenameDirectoryFolder");
      const folder = await folderOf(tx, directory, folderId);
      if (!folder) throw new DomainError("FolderNotFound");
      assertFolderName(name);
      const folders = await tx.db.directoryFolder.findMany({ where: { directoryPk: directory.pk } });
      const others = folders.filter(({ pk }) => pk !== folder.pk);
      assertFree(others, folder.parentPk, name);
      await tx.db.directoryFolder.update({ where: { pk: folder.pk }, data: { name } });
      const detail = { folderId, from: folder.name, name };
      await record(tx, "RenameDirectoryFolder", aboutDirectory(directory.accountId), detail);
      return { folderId, name };
    }),
);
