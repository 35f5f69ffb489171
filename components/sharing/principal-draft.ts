import { isAccountId } from "@/lib/domain/sharing/directory-rules";
import type { NamedPrincipal } from "@/lib/domain/sharing/share-rules";

// Whom to share with, while it is being chosen (SHR-05). Pure.

export type AskedPrincipal = NamedPrincipal;

/** What stands in the fields. */
export interface PrincipalDraft {
  kind: AskedPrincipal["kind"];
  id: string;
}

/** Members and folders that can be chosen; an ordinary member of a directory is shown none. */
export interface KnownPrincipals {
  accounts: readonly { id: string; name: string }[];
  /** `name` is its path: folders of one name lie in different ones. */
  folders: readonly { id: string; name: string }[];
}

const FOLDER_ID = /^fd-[A-Za-z0-9]+$/;

/** Which of the two kinds of ID is missing or is none; null where there is nothing to say against it. */
export function faultOf({ kind, id }: PrincipalDraft): "Account" | "Folder" | null {
  const typed = id.trim();
  if (kind === "Account") return isAccountId(typed) ? null : "Account";
  if (kind === "Folder") return FOLDER_ID.test(typed) ? null : "Folder";
  return null;
}

export function namedBy({ kind, id }: PrincipalDraft): AskedPrincipal {
  const typed = id.trim();
  if (kind === "Account") return { kind, accountId: typed };
  if (kind === "Folder") return { kind, folderId: typed };
  return { kind };
}

export function isSame(one: AskedPrincipal, other: AskedPrincipal): boolean {
  if (one.kind === "Account") return other.kind === "Account" && other.accountId === one.accountId;
  if (one.kind === "Folder") return other.kind === "Folder" && other.folderId === one.folderId;
  return other.kind === "Directory";
}

interface Folder {
  folderId: string;
  parentId: string | null;
  name: string;
}

/** `Finance / Payments`, in the order of the paths. */
export function folderPaths(folders: readonly Folder[]): { id: string; name: string }[] {
  const byId = new Map(folders.map((folder) => [folder.folderId, folder]));
  const pathOf = ({ name, parentId }: Folder): string => {
    const parent = parentId === null ? undefined : byId.get(parentId);
    return parent ? `${pathOf(parent)} / ${name}` : name;
  };
  return folders
    .map((folder) => ({ id: folder.folderId, name: pathOf(folder) }))
    .sort((a, b) => a.name.localeCompare(b.name));
}
