import { z } from "zod";
import { authorize } from "../../authorize";
import { lackingCalls } from "../../lack";
import { operation } from "../../operation";
import { namesOf, readPlaces } from "../places";
import { loadDirectory } from "./load-directory";
import { type InvitationView, invitationViews } from "./load-invitation";

const DIRECTORY_CALLS = [
  "DisableResourceDirectory",
  "EnableResourceSharing",
  "CreateDirectoryFolder",
  "RenameDirectoryFolder",
  "DeleteDirectoryFolder",
  "InviteDirectoryMember",
  "CancelDirectoryInvitation",
  "MoveDirectoryMember",
  "RemoveDirectoryMember",
] as const;

export interface DirectoryView {
  directoryId: string;
  managementAccountId: string;
  managementAccountName: string;
  /** Whether the caller's account is the one that changes it. */
  isManagement: boolean;
  enterprise: string;
  sharingEnabled: boolean;
  createdAt: Date;
  folders: { folderId: string; parentId: string | null; name: string }[];
  /** In the order in which they joined. */
  members: { accountId: string; name: string; folderId: string | null; joinedAt: Date; isManagement: boolean }[];
  /** Those not yet answered. */
  invitations: InvitationView[];
  /** What the caller has no permission for (P10). */
  lacking: (typeof DIRECTORY_CALLS)[number][];
}

/** The directory that the caller's account is in. A member that does not manage it sees of it what it is part of. */
export const describeResourceDirectory = operation(
  "DescribeResourceDirectory",
  { touches: "metadata", schema: z.object({}) },
  async (ctx): Promise<DirectoryView> => {
    const unread = await loadDirectory(ctx);
    const directory = authorize(ctx, "kms:DescribeResourceDirectory", unread);
    const { pk, accountId, directoryId, managementAccountId, isManagement, enterprise, createdAt } = directory;
    const { members, folders } = await readPlaces(ctx, pk);
    const shown = isManagement ? members : members.filter((member) => member.accountId === accountId);
    const open = isManagement
      ? await ctx.db.directoryInvitation.findMany({
          where: { directoryPk: pk, state: "Open", expiresAt: { gt: ctx.now() } },
          include: { directory: true },
          orderBy: [{ createdAt: "desc" }, { pk: "desc" }],
        })
      : [];
    const nameOf = await namesOf(ctx, [managementAccountId, ...shown.map((member) => member.accountId)]);
    const idOf = (folderPk: string | null) => folders.find((folder) => folder.pk === folderPk)?.folderId ?? null;
    return {
      directoryId,
      managementAccountId,
      managementAccountName: nameOf(managementAccountId),
      isManagement,
      enterprise,
      sharingEnabled: directory.sharingEnabledAt !== null,
      createdAt,
      folders: isManagement
        ? folders.map(({ folderId, parentPk, name }) => ({ folderId, parentId: idOf(parentPk), name }))
        : [],
      members: shown.map((member) => ({
        accountId: member.accountId,
        name: nameOf(member.accountId),
        folderId: idOf(member.folderPk),
        joinedAt: member.joinedAt,
        isManagement: member.accountId === managementAccountId,
      })),
      invitations: await invitationViews(ctx, open),
      lacking: lackingCalls(ctx, DIRECTORY_CALLS, unread),
    };
  },
);
