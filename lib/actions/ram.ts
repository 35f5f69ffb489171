"use server";

import type { z } from "zod";
import { type CreatedAccessKey, createAccessKey } from "@/lib/domain/accounts/create-access-key";
import { deleteAccessKey } from "@/lib/domain/accounts/delete-access-key";
import { resetSecondFactor } from "@/lib/domain/accounts/reset-second-factor";
import { setAccessKeyState } from "@/lib/domain/accounts/set-access-key-state";
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
import { listRamPolicies } from "@/lib/domain/ram/policies/list-ram-policies";
import { updateRamPolicy } from "@/lib/domain/ram/policies/update-ram-policy";
import type { IdentityKind } from "@/lib/domain/ram/ram-rules";
import { createRole } from "@/lib/domain/ram/roles/create-role";
import { deleteRole } from "@/lib/domain/ram/roles/delete-role";
import { updateRole } from "@/lib/domain/ram/roles/update-role";
import { createLoginProfile } from "@/lib/domain/ram/users/create-login-profile";
import { type CreatedUser, createUser } from "@/lib/domain/ram/users/create-user";
import { deleteLoginProfile } from "@/lib/domain/ram/users/delete-login-profile";
import { deleteUser } from "@/lib/domain/ram/users/delete-user";
import { listUsers } from "@/lib/domain/ram/users/list-users";
import { updateLoginProfile } from "@/lib/domain/ram/users/update-login-profile";
import { updateUser } from "@/lib/domain/ram/users/update-user";
import type { ActionResult } from "./result";
import { runOperation } from "./run-operation";

type Input<O extends { schema: z.ZodType }> = z.input<O["schema"]>;
type Done = Promise<ActionResult<unknown>>;

export async function createUserAction(input: Input<typeof createUser>): Promise<ActionResult<CreatedUser>> {
  return runOperation(createUser, input);
}
export async function updateUserAction(input: Input<typeof updateUser>): Done {
  return runOperation(updateUser, input);
}
export async function deleteUserAction(userName: string): Done {
  return runOperation(deleteUser, { userName });
}
export async function createLoginProfileAction(input: Input<typeof createLoginProfile>): Done {
  return runOperation(createLoginProfile, input);
}
export async function updateLoginProfileAction(input: Input<typeof updateLoginProfile>): Done {
  return runOperation(updateLoginProfile, input);
}
export async function deleteLoginProfileAction(userName: string): Done {
  return runOperation(deleteLoginProfile, { userName });
}
export async function resetSecondFactorAction(user: string): Done {
  return runOperation(resetSecondFactor, { user });
}

export async function createUserAccessKeyAction(userName: string): Promise<ActionResult<CreatedAccessKey>> {
  return runOperation(createAccessKey, { userName });
}
export async function setUserAccessKeyStateAction(input: Input<typeof setAccessKeyState>): Done {
  return runOperation(setAccessKeyState, input);
}
export async function deleteUserAccessKeyAction(input: Input<typeof deleteAccessKey>): Done {
  return runOperation(deleteAccessKey, input);
}

export async function createGroupAction(input: Input<typeof createGroup>): Done {
  return runOperation(createGroup, input);
}
export async function updateGroupAction(input: Input<typeof updateGroup>): Done {
  return runOperation(updateGroup, input);
}
export async function deleteGroupAction(groupName: string): Done {
  return runOperation(deleteGroup, { groupName });
}
export async function removeUserFromGroupAction(input: Input<typeof removeUserFromGroup>): Done {
  return runOperation(removeUserFromGroup, input);
}
/** One operation each, up to the first refusal: what was done before it stays done. */
export async function addUsersToGroupAction(groupName: string, userNames: readonly string[]): Done {
  return oneByOne(userNames, (userName) => runOperation(addUserToGroup, { groupName, userName }));
}
export async function addUserToGroupsAction(userName: string, groupNames: readonly string[]): Done {
  return oneByOne(groupNames, (groupName) => runOperation(addUserToGroup, { groupName, userName }));
}

export async function createRoleAction(input: Input<typeof createRole>): Done {
  return runOperation(createRole, input);
}
export async function updateRoleAction(input: Input<typeof updateRole>): Done {
  return runOperation(updateRole, input);
}
export async function deleteRoleAction(roleName: string): Done {
  return runOperation(deleteRole, { roleName });
}

export async function createRamPolicyAction(input: Input<typeof createRamPolicy>): Done {
  return runOperation(createRamPolicy, input);
}
export async function updateRamPolicyAction(input: Input<typeof updateRamPolicy>): Done {
  return runOperation(updateRamPolicy, input);
}
export async function deleteRamPolicyAction(policyName: string): Done {
  return runOperation(deleteRamPolicy, { policyName });
}

interface Holder {
  kind: IdentityKind;
  name: string;
}
interface Policy {
  policyType: "System" | "Custom";
  policyName: string;
}

/** `System/AliyunKMSFullAccess` */
export async function attachPoliciesAction({ kind, name }: Holder, policies: readonly string[]): Done {
  return oneByOne(policies, (text) => {
    const [policyType, policyName = ""] = text.split("/");
    const policy: Policy = { policyType: policyType === "System" ? "System" : "Custom", policyName };
    if (kind === "user") return runOperation(attachPolicyToUser, { userName: name, ...policy });
    if (kind === "group") return runOperation(attachPolicyToGroup, { groupName: name, ...policy });
    return runOperation(attachPolicyToRole, { roleName: name, ...policy });
  });
}
export async function detachPolicyAction({ kind, name }: Holder, policy: Policy): Done {
  if (kind === "user") return runOperation(detachPolicyFromUser, { userName: name, ...policy });
  if (kind === "group") return runOperation(detachPolicyFromGroup, { groupName: name, ...policy });
  return runOperation(detachPolicyFromRole, { roleName: name, ...policy });
}

const FOUND_MAX = 50;

/** For choosing: names that contain `search`. */
export async function findUsersAction(search: string): Promise<ActionResult<string[]>> {
  const found = await runOperation(listUsers, { search, page: { size: FOUND_MAX } });
  return found.ok ? { ok: true, value: found.value.rows.map(({ userName }) => userName) } : found;
}
export async function findRamPoliciesAction(search: string): Promise<ActionResult<string[]>> {
  const found = await runOperation(listRamPolicies, { search, page: { size: FOUND_MAX } });
  return found.ok ? { ok: true, value: found.value.rows.map(({ policyName }) => `Custom/${policyName}`) } : found;
}

async function oneByOne(names: readonly string[], act: (name: string) => Done): Done {
  for (const name of names) {
    const result = await act(name);
    if (!result.ok) return result;
  }
  return { ok: true, value: undefined };
}
