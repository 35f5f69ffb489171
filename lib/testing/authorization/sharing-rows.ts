import { type Landscape, REGION } from "./landscape";
import { permission, type Row } from "./row";

// Sharing between accounts: the directory that one's account is in, `…:share[/<shareId>]` for shares, and the instance
// too where it is put into one, which lets others in.

const directory = (at: Landscape) => `acs:kms:*:${at.accountId}:directory`;
const share = (at: Landscape) => at.arn("share", at.share);
const instance = (at: Landscape) => at.arn("keystore", at.instanceId);

const onDirectory = (
  action: string,
  input: (at: Landscape) => Record<string, unknown> = () => ({}),
  missing?: string,
): Row => permission((at) => [[`kms:${action}`, directory(at)]], input, missing);

const onShare = (action: string, more: Record<string, unknown> = {}): Row =>
  permission(
    (at) => [[`kms:${action}`, share(at)]],
    (at) => ({ region: REGION, shareId: at.share, ...more }),
    "ShareNotFound",
  );

const onInstance = (action: string, more: Record<string, unknown> = {}): Row =>
  permission(
    (at) => [[`kms:${action}`, instance(at)]],
    (at) => ({ region: REGION, instanceId: at.instanceId, ...more }),
    "InstanceNotFound",
  );

export const SHARING_ROWS: Readonly<Record<string, Row>> = {
  EnableResourceDirectory: onDirectory("EnableResourceDirectory"),
  DisableResourceDirectory: onDirectory("DisableResourceDirectory"),
  DescribeResourceDirectory: onDirectory("DescribeResourceDirectory"),
  EnableResourceSharing: onDirectory("EnableResourceSharing"),
  CreateDirectoryFolder: onDirectory("CreateDirectoryFolder", () => ({ name: "another" })),
  RenameDirectoryFolder: onDirectory(
    "RenameDirectoryFolder",
    (at) => ({ folderId: at.folder, name: "another" }),
    "FolderNotFound",
  ),
  DeleteDirectoryFolder: onDirectory("DeleteDirectoryFolder", (at) => ({ folderId: at.folder }), "FolderNotFound"),
  InviteDirectoryMember: onDirectory("InviteDirectoryMember", (at) => ({ accountId: at.member })),
  CancelDirectoryInvitation: onDirectory(
    "CancelDirectoryInvitation",
    (at) => ({ invitationId: at.sentInvitation }),
    "InvitationNotFound",
  ),
  AcceptDirectoryInvitation: onDirectory(
    "AcceptDirectoryInvitation",
    (at) => ({ invitationId: at.receivedInvitation }),
    "InvitationNotFound",
  ),
  DeclineDirectoryInvitation: onDirectory(
    "DeclineDirectoryInvitation",
    (at) => ({ invitationId: at.receivedInvitation }),
    "InvitationNotFound",
  ),
  ListDirectoryInvitations: onDirectory("ListDirectoryInvitations"),
  MoveDirectoryMember: onDirectory(
    "MoveDirectoryMember",
    (at) => ({ accountId: at.member, folderId: at.folder }),
    "DirectoryMemberNotFound",
  ),
  RemoveDirectoryMember: onDirectory(
    "RemoveDirectoryMember",
    (at) => ({ accountId: at.member }),
    "DirectoryMemberNotFound",
  ),
  SetAccountEnterprise: { kind: "operator", input: () => ({ account: "matrix", enterprise: null }) },

  CreateResourceShare: permission(
    (at) => [
      ["kms:CreateResourceShare", at.arn("share")],
      ["kms:CreateResourceShare", instance(at)],
    ],
    (at) => ({ region: REGION, name: "another", instanceIds: [at.instanceId] }),
    "InstanceNotFound",
  ),
  AssociateResourceShare: permission(
    (at) => [
      ["kms:AssociateResourceShare", share(at)],
      ["kms:AssociateResourceShare", instance(at)],
    ],
    (at) => ({ region: REGION, shareId: at.share, instanceIds: [at.instanceId] }),
    "ShareNotFound",
  ),
  UpdateResourceShare: onShare("UpdateResourceShare", { name: "another" }),
  DisassociateResourceShare: onShare("DisassociateResourceShare"),
  DeleteResourceShare: onShare("DeleteResourceShare"),
  DescribeResourceShare: onShare("DescribeResourceShare"),
  ListResourceShares: permission(
    (at) => [["kms:ListResourceShares", at.arn("share")]],
    () => ({ region: REGION }),
  ),
  SetInstanceSharingMode: onInstance("SetInstanceSharingMode", { mode: "Independent" }),
  DescribeInstanceAccess: onInstance("DescribeInstanceAccess"),
};
