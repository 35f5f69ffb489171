import { DomainError } from "../errors";
import { type FolderPlace, foldersWithin, isPlainName } from "./directory-rules";

// Rules of a resource share that a form knows as well. Pure.

/** SHR-04 */
export const SHARE_NAME_MAX = 50;
/** SHR-06: the only one there is. */
export const SHARE_PERMISSION = "AliyunRSDefaultPermissionKMSInstance";

/** @throws DomainError InvalidShareName */
export function assertShareName(name: string): void {
  if (!isPlainName(name, SHARE_NAME_MAX)) throw new DomainError("InvalidShareName");
}

/** Whom something is shared with, as a caller names it (SHR-05). */
export type NamedPrincipal =
  | { kind: "Account"; accountId: string }
  | { kind: "Folder"; folderId: string }
  | { kind: "Directory" };

/** How a principal is called in an event or a refusal. */
export function principalText(principal: NamedPrincipal): string {
  if (principal.kind === "Account") return principal.accountId;
  return principal.kind === "Folder" ? principal.folderId : "Directory";
}

export interface MemberPlace {
  accountId: string;
  folderPk: string | null;
}

/** A principal as a share keeps it. */
export interface MeantPrincipal {
  kind: "Account" | "Folder" | "Directory";
  accountId: string | null;
  folderPk: string | null;
}

/** Members that a principal means now, except the owner: a folder's with those below it (SHR-05). In the members' order. */
export function accountsMeantBy(
  principal: MeantPrincipal,
  ownerAccountId: string,
  { members, folders }: { members: readonly MemberPlace[]; folders: readonly FolderPlace[] },
): string[] {
  const within = principal.folderPk === null ? new Set<string>() : foldersWithin(principal.folderPk, folders);
  const isMeant = ({ accountId, folderPk }: MemberPlace) => {
    if (accountId === ownerAccountId) return false;
    if (principal.kind === "Account") return accountId === principal.accountId;
    return principal.kind === "Directory" || (folderPk !== null && within.has(folderPk));
  };
  return members.filter(isMeant).map(({ accountId }) => accountId);
}
