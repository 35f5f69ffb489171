import type { Landscape } from "./landscape";
import { type Need, permission, type Row } from "./row";

// Identities and their policies: `ram:<RamApi>` on the identity, on `…/*` where there is none yet or all are meant.

const user = (at: Landscape) => at.ram(`user/${at.user}`);
const group = (at: Landscape) => at.ram(`group/${at.group}`);
const role = (at: Landscape) => at.ram(`role/${at.role}`);
const policy = (at: Landscape) => at.ram(`policy/${at.policy}`);

const on =
  (subject: (at: Landscape) => string, named: (at: Landscape) => Record<string, unknown>, missing: string) =>
  (action: string, more: Record<string, unknown> = {}): Row =>
    permission(
      (at) => [[`ram:${action}`, subject(at)]],
      (at) => ({ ...named(at), ...more }),
      missing,
    );
const onUser = on(user, (at) => ({ userName: at.user }), "UserNotFound");
const onGroup = on(group, (at) => ({ groupName: at.group }), "GroupNotFound");
const onRole = on(role, (at) => ({ roleName: at.role }), "RoleNotFound");
const onPolicy = on(policy, (at) => ({ policyName: at.policy }), "PolicyNotFound");

const onAll = (action: string, kind: string, input: Record<string, unknown> = {}): Row =>
  permission(
    (at) => [[`ram:${action}`, at.ram(`${kind}/*`)]],
    () => input,
  );

const READ_ONLY = { policyType: "System", policyName: "AliyunKMSReadOnlyAccess" };
const DOCUMENT = JSON.stringify({ Version: "1", Statement: [{ Effect: "Allow", Action: "kms:*", Resource: "*" }] });
const PASSWORD = { password: "another quiet lake", mustChange: false };

const trust = (at: Landscape) =>
  JSON.stringify({
    Version: "1",
    Statement: [{ Effect: "Allow", Principal: { RAM: [at.ram("root")] }, Action: "sts:AssumeRole" }],
  });

const member = (action: string): Row =>
  permission(
    (at): readonly Need[] => [
      [`ram:${action}`, group(at)],
      [`ram:${action}`, user(at)],
    ],
    (at) => ({ groupName: at.group, userName: at.user }),
    "GroupNotFound",
  );

export const IDENTITY_ROWS: Readonly<Record<string, Row>> = {
  CreateUser: onAll("CreateUser", "user", { userName: "matrix-another" }),
  ListUsers: onAll("ListUsers", "user"),
  GetUser: onUser("GetUser"),
  UpdateUser: onUser("UpdateUser", { displayName: "x", comments: "" }),
  DeleteUser: onUser("DeleteUser"),
  CreateLoginProfile: onUser("CreateLoginProfile", PASSWORD),
  UpdateLoginProfile: onUser("UpdateLoginProfile", PASSWORD),
  DeleteLoginProfile: onUser("DeleteLoginProfile"),
  ResetSecondFactor: permission(
    (at) => [["ram:UnbindMFADevice", user(at)]],
    (at) => ({ user: at.user }),
    "UserNotFound",
  ),
  CreateAccessKey: onUser("CreateAccessKey"),
  ListAccessKeys: onUser("ListAccessKeys"),
  SetAccessKeyState: permission(
    (at) => [["ram:UpdateAccessKey", user(at)]],
    (at) => ({ userName: at.user, accessKeyId: at.accessKeyId, state: "Inactive" }),
    "UserNotFound",
  ),
  DeleteAccessKey: permission(
    (at) => [["ram:DeleteAccessKey", user(at)]],
    (at) => ({ userName: at.user, accessKeyId: at.accessKeyId }),
    "UserNotFound",
  ),
  CreateGroup: onAll("CreateGroup", "group", { groupName: "matrix-another" }),
  ListGroups: onAll("ListGroups", "group"),
  GetGroup: onGroup("GetGroup"),
  UpdateGroup: onGroup("UpdateGroup", { comments: "x" }),
  DeleteGroup: onGroup("DeleteGroup"),
  AddUserToGroup: member("AddUserToGroup"),
  RemoveUserFromGroup: member("RemoveUserFromGroup"),
  CreateRole: permission(
    (at) => [["ram:CreateRole", at.ram("role/*")]],
    (at) => ({ roleName: "matrix-another", trustPolicy: trust(at) }),
  ),
  ListRoles: onAll("ListRoles", "role"),
  GetRole: onRole("GetRole"),
  UpdateRole: permission(
    (at) => [["ram:UpdateRole", role(at)]],
    (at) => ({ roleName: at.role, description: "x", trustPolicy: trust(at), maxTokenSeconds: 3600 }),
    "RoleNotFound",
  ),
  DeleteRole: onRole("DeleteRole"),
  CreateRamPolicy: onAll("CreatePolicy", "policy", { policyName: "matrix-another", document: DOCUMENT }),
  ListRamPolicies: onAll("ListPolicies", "policy"),
  GetRamPolicy: onPolicy("GetPolicy", { policyType: "Custom" }),
  UpdateRamPolicy: onPolicy("UpdatePolicy", { description: "x", document: DOCUMENT }),
  DeleteRamPolicy: onPolicy("DeletePolicy"),
  AttachPolicyToUser: onUser("AttachPolicyToUser", READ_ONLY),
  DetachPolicyFromUser: onUser("DetachPolicyFromUser", READ_ONLY),
  AttachPolicyToGroup: onGroup("AttachPolicyToGroup", READ_ONLY),
  DetachPolicyFromGroup: onGroup("DetachPolicyFromGroup", READ_ONLY),
  AttachPolicyToRole: onRole("AttachPolicyToRole", READ_ONLY),
  DetachPolicyFromRole: onRole("DetachPolicyFromRole", READ_ONLY),
  AssumeRole: {
    kind: "permission",
    needs: (at) => [["sts:AssumeRole", role(at)]],
    input: (at) => ({ roleArn: role(at), sessionName: "matrix" }),
    missing: "RoleNotFound",
    rootMayNot: true,
  },
  GetCallerIdentity: permission(
    () => [],
    () => ({}),
  ),
  // a person's own
  StepUp: { kind: "self", input: () => ({ password: "wrong" }) },
  RevokeOtherSessions: { kind: "self", input: () => ({}) },
  DescribeSecondFactor: { kind: "self", input: () => ({}) },
  BeginSecondFactor: { kind: "self", input: () => ({}) },
  ConfirmSecondFactor: { kind: "self", input: () => ({ code: "000000" }) },
  RemoveSecondFactor: { kind: "self", input: () => ({}) },
  RenewRecoveryCodes: { kind: "self", input: () => ({}) },
};
