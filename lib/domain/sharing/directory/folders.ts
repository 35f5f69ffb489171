import type { DirectoryFolderModel } from "@/lib/generated/prisma/models";
import type { Ctx, Tx } from "../../context";
import { DomainError } from "../../errors";
import type { Directory } from "./load-directory";

/** A folder of the directory by its id; null is the root. @throws DomainError FolderNotFound */
export async function folderOf(ctx: Ctx | Tx, directory: Pick<Directory, "pk">, folderId: string | null) {
  if (folderId === null) return null;
  const folder = await ctx.db.directoryFolder.findFirst({ where: { folderId, directoryPk: directory.pk } });
  if (!folder) throw new DomainError("FolderNotFound");
  return folder;
}

/** @throws DomainError FolderExists where another folder beside it has that name */
export function assertFree(folders: readonly DirectoryFolderModel[], parentPk: string | null, name: string): void {
  const taken = folders.some((other) => other.parentPk === parentPk && other.name === name);
  if (taken) throw new DomainError("FolderExists", { name });
}
