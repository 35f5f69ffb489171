import { z } from "zod";
import { record } from "../../audit/record";
import { newFolderId } from "../../ids";
import { operation } from "../../operation";
import { transaction } from "../../transaction";
import { assertDepth, assertFolderName } from "../directory-rules";
import { assertFree, folderOf } from "./folders";
import { aboutDirectory, holdManaged } from "./load-directory";

const schema = z.object({
  name: z.string().max(200),
  /** Null: directly under the root. */
  parentId: z.string().max(100).nullable().default(null),
});

/**
 * A folder for members, which shares can name in place of them (SHR-05).
 * @throws DomainError InvalidFolderName, FolderNotFound, FolderTooDeep, FolderExists
 */
export const createDirectoryFolder = operation(
  "CreateDirectoryFolder",
  { touches: "secrets", schema },
  (ctx, { name, parentId }): Promise<{ folderId: string; parentId: string | null; name: string }> =>
    transaction(ctx, async (tx) => {
      const directory = await holdManaged(tx, "kms:CreateDirectoryFolder");
      assertFolderName(name);
      const parentPk = (await folderOf(tx, directory, parentId))?.pk ?? null;
      const folders = await tx.db.directoryFolder.findMany({ where: { directoryPk: directory.pk } });
      assertDepth(parentPk, folders);
      assertFree(folders, parentPk, name);
      const folderId = newFolderId();
      await tx.db.directoryFolder.create({
        data: { pk: tx.newId(), folderId, directoryPk: directory.pk, parentPk, name, createdAt: tx.now() },
      });
      const detail = { folderId, parentId: parentId ?? "", name };
      await record(tx, "CreateDirectoryFolder", aboutDirectory(directory.accountId), detail);
      return { folderId, parentId, name };
    }),
);
