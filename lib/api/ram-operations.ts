import { createGroup } from "@/lib/domain/ram/groups/create-group";
import { deleteGroup } from "@/lib/domain/ram/groups/delete-group";
import { addUserToGroup, removeUserFromGroup } from "@/lib/domain/ram/groups/group-members";
import { updateGroup } from "@/lib/domain/ram/groups/update-group";
import {
  attachPolicyToGroup,
  attachPolicyToRole,
  attachPolicyToUser,
  detachPolicyFromGroup,
  detachPolicyFromRole,
  detachPolicyFromUser,
} from "@/lib/domain/ram/policies/attachments";
import { createRamPolicy } from "@/lib/domain/ram/policies/create-ram-policy";
import { deleteRamPolicy } from "@/lib/domain/ram/policies/delete-ram-policy";
import { updateRamPolicy } from "@/lib/domain/ram/policies/update-ram-policy";
import { createRole } from "@/lib/domain/ram/roles/create-role";
import { deleteRole } from "@/lib/domain/ram/roles/delete-role";
import { updateRole } from "@/lib/domain/ram/roles/update-role";
import { createLoginProfile } from "@/lib/domain/ram/users/create-login-profile";
import { createUser } from "@/lib/domain/ram/users/create-user";
import { deleteLoginProfile } from "@/lib/domain/ram/users/delete-login-profile";
import { deleteUser } from "@/lib/domain/ram/users/delete-user";
import { listUsers } from "@/lib/domain/ram/users/list-users";
import { updateLoginProfile } from "@/lib/domain/ram/users/update-login-profile";
import { updateUser } from "@/lib/domain/ram/users/update-user";

/** What changes who may do what: the console's own database role cannot (decisions 6). */
export const RAM_WRITES = [
  createUser,
  updateUser,
  deleteUser,
  createLoginProfile,
  updateLoginProfile,
  deleteLoginProfile,
  createGroup,
  updateGroup,
  deleteGroup,
  addUserToGroup,
  removeUserFromGroup,
  createRole,
  updateRole,
  deleteRole,
  createRamPolicy,
  updateRamPolicy,
  deleteRamPolicy,
  attachPolicyToUser,
  attachPolicyToGroup,
  attachPolicyToRole,
  detachPolicyFromUser,
  detachPolicyFromGroup,
  detachPolicyFromRole,
] as const;

/** `kms user …`, and what the demo makes. */
export const RAM_OF_OPERATOR = [
  createUser,
  createGroup,
  addUserToGroup,
  createRole,
  createRamPolicy,
  attachPolicyToGroup,
  attachPolicyToRole,
  listUsers,
  attachPolicyToUser,
  createLoginProfile,
  updateLoginProfile,
  deleteUser,
] as const;
