import { DomainError } from "../errors";

// Rules of a resource directory that a form knows as well. Pure.

/** GEN-02 */
export const isAccountId = (text: string) => /^[1-9]\d{15}$/.test(text);

/** Folders below one another; the root is none of them. */
export const FOLDER_LEVELS_MAX = 5;
export const FOLDER_NAME_MAX = 24;
/** Between an invitation and the moment from which it can no longer be answered. */
export const INVITATION_DAYS = 14;

/** What a folder and a share may be called (SHR-04), up to so many characters. */
export function isPlainName(name: string, limit: number): boolean {
  return (
    [...name].length <= limit && /^[A-Za-z0-9._\-\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]+$/u.test(name)
  );
}

/** @throws DomainError InvalidFolderName */
export function assertFolderName(name: string): void {
  if (!isPlainName(name, FOLDER_NAME_MAX)) throw new DomainError("InvalidFolderName");
}

export interface FolderPlace {
  pk: string;
  parentPk: string | null;
}

/** How deep a folder lies: 1 directly under the root, 0 for the root itself. */
export function levelOf(folderPk: string | null, folders: readonly FolderPlace[]): number {
  const parents = new Map(folders.map(({ pk, parentPk }) => [pk, parentPk]));
  let level = 0;
  for (let at = folderPk; at !== null; at = parents.get(at) ?? null) level++;
  return level;
}

/** @throws DomainError FolderTooDeep where a folder in `parentPk` would be one level too many */
export function assertDepth(parentPk: string | null, folders: readonly FolderPlace[]): void {
  if (levelOf(parentPk, folders) >= FOLDER_LEVELS_MAX)
    throw new DomainError("FolderTooDeep", { limit: FOLDER_LEVELS_MAX });
}

/** The folder and all below it. */
export function foldersWithin(folderPk: string, folders: readonly FolderPlace[]): Set<string> {
  const within = new Set([folderPk]);
  for (let before = 0; before < within.size; ) {
    before = within.size;
    for (const { pk, parentPk } of folders) if (parentPk !== null && within.has(parentPk)) within.add(pk);
  }
  return within;
}

export interface InvitationRow {
  state: "Open" | "Accepted" | "Declined" | "Cancelled";
  expiresAt: Date;
  answeredAt: Date | null;
}

/** Expired: its days are over, whether or not another invitation has taken its place since (which closes its row). */
export function invitationStateAt({ state, expiresAt, answeredAt }: InvitationRow, now: Date) {
  const endedAt = state === "Open" ? now : state === "Cancelled" ? answeredAt : null;
  return endedAt !== null && endedAt >= expiresAt ? "Expired" : state;
}
export type InvitationStanding = ReturnType<typeof invitationStateAt>;

/** @throws DomainError InvitationNotOpen */
export function assertOpen(invitation: InvitationRow, now: Date): void {
  if (invitationStateAt(invitation, now) !== "Open") throw new DomainError("InvitationNotOpen");
}
