"use server";

import type { z } from "zod";
import { acceptDirectoryInvitation } from "@/lib/domain/sharing/directory/accept-directory-invitation";
import { cancelDirectoryInvitation } from "@/lib/domain/sharing/directory/cancel-directory-invitation";
import { createDirectoryFolder } from "@/lib/domain/sharing/directory/create-directory-folder";
import { declineDirectoryInvitation } from "@/lib/domain/sharing/directory/decline-directory-invitation";
import { deleteDirectoryFolder } from "@/lib/domain/sharing/directory/delete-directory-folder";
import { disableResourceDirectory } from "@/lib/domain/sharing/directory/disable-resource-directory";
import { enableResourceDirectory } from "@/lib/domain/sharing/directory/enable-resource-directory";
import { enableResourceSharing } from "@/lib/domain/sharing/directory/enable-resource-sharing";
import { inviteDirectoryMember } from "@/lib/domain/sharing/directory/invite-directory-member";
import { moveDirectoryMember } from "@/lib/domain/sharing/directory/move-directory-member";
import { removeDirectoryMember } from "@/lib/domain/sharing/directory/remove-directory-member";
import { renameDirectoryFolder } from "@/lib/domain/sharing/directory/rename-directory-folder";
import { associateResourceShare } from "@/lib/domain/sharing/shares/associate-resource-share";
import { createResourceShare } from "@/lib/domain/sharing/shares/create-resource-share";
import { deleteResourceShare } from "@/lib/domain/sharing/shares/delete-resource-share";
import { disassociateResourceShare } from "@/lib/domain/sharing/shares/disassociate-resource-share";
import { setInstanceSharingMode } from "@/lib/domain/sharing/shares/set-instance-sharing-mode";
import type { ResourceShareView } from "@/lib/domain/sharing/shares/share-view";
import { updateResourceShare } from "@/lib/domain/sharing/shares/update-resource-share";
import type { ActionResult } from "./result";
import { runOperation } from "./run-operation";

type Input<O extends { schema: z.ZodType }> = z.input<O["schema"]>;
type Done = Promise<ActionResult<unknown>>;

export async function enableResourceDirectoryAction(): Done {
  return runOperation(enableResourceDirectory, {});
}
export async function disableResourceDirectoryAction(): Done {
  return runOperation(disableResourceDirectory, {});
}
export async function enableResourceSharingAction(): Done {
  return runOperation(enableResourceSharing, {});
}
export async function createDirectoryFolderAction(input: Input<typeof createDirectoryFolder>): Done {
  return runOperation(createDirectoryFolder, input);
}
export async function renameDirectoryFolderAction(input: Input<typeof renameDirectoryFolder>): Done {
  return runOperation(renameDirectoryFolder, input);
}
export async function deleteDirectoryFolderAction(input: Input<typeof deleteDirectoryFolder>): Done {
  return runOperation(deleteDirectoryFolder, input);
}
export async function inviteDirectoryMemberAction(input: Input<typeof inviteDirectoryMember>): Done {
  return runOperation(inviteDirectoryMember, input);
}
export async function cancelDirectoryInvitationAction(input: Input<typeof cancelDirectoryInvitation>): Done {
  return runOperation(cancelDirectoryInvitation, input);
}
export async function acceptDirectoryInvitationAction(input: Input<typeof acceptDirectoryInvitation>): Done {
  return runOperation(acceptDirectoryInvitation, input);
}
export async function declineDirectoryInvitationAction(input: Input<typeof declineDirectoryInvitation>): Done {
  return runOperation(declineDirectoryInvitation, input);
}
export async function moveDirectoryMemberAction(input: Input<typeof moveDirectoryMember>): Done {
  return runOperation(moveDirectoryMember, input);
}
export async function removeDirectoryMemberAction(input: Input<typeof removeDirectoryMember>): Done {
  return runOperation(removeDirectoryMember, input);
}

export async function createResourceShareAction(
  input: Input<typeof createResourceShare>,
): Promise<ActionResult<ResourceShareView>> {
  return runOperation(createResourceShare, input);
}
export async function updateResourceShareAction(input: Input<typeof updateResourceShare>): Done {
  return runOperation(updateResourceShare, input);
}
export async function associateResourceShareAction(
  input: Input<typeof associateResourceShare>,
): Promise<ActionResult<ResourceShareView>> {
  return runOperation(associateResourceShare, input);
}
export async function disassociateResourceShareAction(
  input: Input<typeof disassociateResourceShare>,
): Promise<ActionResult<ResourceShareView>> {
  return runOperation(disassociateResourceShare, input);
}
export async function deleteResourceShareAction(input: Input<typeof deleteResourceShare>): Done {
  return runOperation(deleteResourceShare, input);
}
export async function setInstanceSharingModeAction(input: Input<typeof setInstanceSharingMode>): Done {
  return runOperation(setInstanceSharingMode, input);
}
