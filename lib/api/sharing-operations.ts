import { acceptDirectoryInvitation } from "@/lib/domain/sharing/directory/accept-directory-invitation";
import { cancelDirectoryInvitation } from "@/lib/domain/sharing/directory/cancel-directory-invitation";
import { createDirectoryFolder } from "@/lib/domain/sharing/directory/create-directory-folder";
import { declineDirectoryInvitation } from "@/lib/domain/sharing/directory/decline-directory-invitation";
import { deleteDirectoryFolder } from "@/lib/domain/sharing/directory/delete-directory-folder";
import { describeResourceDirectory } from "@/lib/domain/sharing/directory/describe-resource-directory";
import { disableResourceDirectory } from "@/lib/domain/sharing/directory/disable-resource-directory";
import { enableResourceDirectory } from "@/lib/domain/sharing/directory/enable-resource-directory";
import { enableResourceSharing } from "@/lib/domain/sharing/directory/enable-resource-sharing";
import { inviteDirectoryMember } from "@/lib/domain/sharing/directory/invite-directory-member";
import { listDirectoryInvitations } from "@/lib/domain/sharing/directory/list-directory-invitations";
import { moveDirectoryMember } from "@/lib/domain/sharing/directory/move-directory-member";
import { removeDirectoryMember } from "@/lib/domain/sharing/directory/remove-directory-member";
import { renameDirectoryFolder } from "@/lib/domain/sharing/directory/rename-directory-folder";
import { setAccountEnterprise } from "@/lib/domain/sharing/directory/set-account-enterprise";
import { associateResourceShare } from "@/lib/domain/sharing/shares/associate-resource-share";
import { createResourceShare } from "@/lib/domain/sharing/shares/create-resource-share";
import { deleteResourceShare } from "@/lib/domain/sharing/shares/delete-resource-share";
import { describeInstanceAccess } from "@/lib/domain/sharing/shares/describe-instance-access";
import { describeResourceShare } from "@/lib/domain/sharing/shares/describe-resource-share";
import { disassociateResourceShare } from "@/lib/domain/sharing/shares/disassociate-resource-share";
import { listResourceShares } from "@/lib/domain/sharing/shares/list-resource-shares";
import { setInstanceSharingMode } from "@/lib/domain/sharing/shares/set-instance-sharing-mode";
import { updateResourceShare } from "@/lib/domain/sharing/shares/update-resource-share";

// What the gateway runs of sharing for the console and for the command line (internal-operations.ts).

/** Whom something is shared with is the gateway's alone to write. */
export const SHARING_WRITES = [
  enableResourceDirectory,
  disableResourceDirectory,
  enableResourceSharing,
  createDirectoryFolder,
  renameDirectoryFolder,
  deleteDirectoryFolder,
  inviteDirectoryMember,
  cancelDirectoryInvitation,
  acceptDirectoryInvitation,
  declineDirectoryInvitation,
  moveDirectoryMember,
  removeDirectoryMember,
  createResourceShare,
  updateResourceShare,
  associateResourceShare,
  disassociateResourceShare,
  deleteResourceShare,
  setInstanceSharingMode,
] as const;

/** `kms directory …`, `kms share …`, and the enterprise of an account. */
export const SHARING_OF_OPERATOR = [
  ...SHARING_WRITES,
  describeResourceDirectory,
  listDirectoryInvitations,
  listResourceShares,
  describeResourceShare,
  describeInstanceAccess,
  setAccountEnterprise,
] as const;
