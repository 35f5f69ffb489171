import { z } from "zod";
import type { PolicyType } from "@/lib/generated/prisma/enums";
import { record } from "../../audit/record";
import { authorize } from "../../authorize";
import type { Ctx, Tx } from "../../context";
import { DomainError } from "../../errors";
import { operation } from "../../operation";
import { type ActingAccount, changingIdentities } from "../changing-identities";
import { loadGroup } from "../groups/load-group";
import { ATTACHMENTS_MAX, about, type IdentityKind, identityArn } from "../ram-rules";
import { nameSchema, policyNameSchema, policyTypeSchema } from "../ram-schema";
import { loadChangeableRole } from "../roles/load-role";
import { loadUser } from "../users/load-user";
import { assertPolicyExists } from "./load-policy";

// Who holds what. As at the provider RAM is asked about the identity, not about the policy: whoever may attach to an
// identity may give it any policy, `AliyunRAMFullAccess` included.

interface Policy {
  policyType: PolicyType;
  policyName: string;
}
type Holder = { personPk: string } | { groupPk: string } | { rolePk: string };

const policyFields = { policyType: policyTypeSchema, policyName: policyNameSchema };
const schemas = {
  user: z.object({ userName: nameSchema, ...policyFields }),
  group: z.object({ groupName: nameSchema, ...policyFields }),
  role: z.object({ roleName: nameSchema, ...policyFields }),
};
const declaration = <K extends IdentityKind>(kind: K) =>
  ({ touches: "secrets", schema: schemas[kind], stepUp: true }) as const;

const user = (action: string, name: string) => async (tx: Tx) =>
  ({ personPk: authorize(tx, action, await loadUser(tx, name)).pk }) satisfies Holder;
const group = (action: string, name: string) => async (tx: Tx) =>
  ({ groupPk: authorize(tx, action, await loadGroup(tx, name)).pk }) satisfies Holder;
const role = (action: string, name: string) => async (tx: Tx) =>
  ({ rolePk: (await loadChangeableRole(tx, action, name)).pk }) satisfies Holder;

interface Change {
  event: string;
  kind: IdentityKind;
  name: string;
  policy: Policy;
  holder: (tx: Tx) => Promise<Holder>;
}

function attach(ctx: Ctx, change: Change): Promise<void> {
  return changingIdentities(ctx, async (tx, account) => {
    const holder = await change.holder(tx);
    const { policyType, policyName } = change.policy;
    await assertPolicyExists(tx, policyType, policyName);
    const held = await tx.db.policyAttachment.findMany({
      where: { ...holder, policyType },
      select: { policyName: true },
    });
    if (held.some((one) => one.policyName === policyName)) throw new DomainError("AttachmentExists");
    if (held.length >= ATTACHMENTS_MAX) throw new DomainError("IdentityLimit", { limit: ATTACHMENTS_MAX });
    await tx.db.policyAttachment.create({
      data: { pk: tx.newId(), ...account, ...holder, policyType, policyName, createdAt: tx.now() },
    });
    await recordChange(tx, account, change);
  });
}

function detach(ctx: Ctx, change: Change): Promise<void> {
  return changingIdentities(ctx, async (tx, account) => {
    const holder = await change.holder(tx);
    const { count } = await tx.db.policyAttachment.deleteMany({ where: { ...holder, ...change.policy } });
    if (count === 0) throw new DomainError("AttachmentNotFound");
    await recordChange(tx, account, change);
  });
}

function recordChange(tx: Tx, { accountId }: ActingAccount, { event, kind, name, policy }: Change): Promise<void> {
  return record(tx, event, about(accountId, identityArn(accountId, kind, name)), { ...policy });
}

/** @throws DomainError UserNotFound, PolicyNotFound, AttachmentExists, IdentityLimit */
export const attachPolicyToUser = operation(
  "AttachPolicyToUser",
  declaration("user"),
  async (ctx, { userName: name, ...policy }) => {
    const holder = user("ram:AttachPolicyToUser", name);
    return attach(ctx, { event: "AttachPolicyToUser", kind: "user", name, policy, holder });
  },
);

/** @throws DomainError UserNotFound, AttachmentNotFound */
export const detachPolicyFromUser = operation(
  "DetachPolicyFromUser",
  declaration("user"),
  async (ctx, { userName: name, ...policy }) => {
    const holder = user("ram:DetachPolicyFromUser", name);
    return detach(ctx, { event: "DetachPolicyFromUser", kind: "user", name, policy, holder });
  },
);

/** @throws DomainError GroupNotFound, PolicyNotFound, AttachmentExists, IdentityLimit */
export const attachPolicyToGroup = operation(
  "AttachPolicyToGroup",
  declaration("group"),
  async (ctx, { groupName: name, ...policy }) => {
    const holder = group("ram:AttachPolicyToGroup", name);
    return attach(ctx, { event: "AttachPolicyToGroup", kind: "group", name, policy, holder });
  },
);

/** @throws DomainError GroupNotFound, AttachmentNotFound */
export const detachPolicyFromGroup = operation(
  "DetachPolicyFromGroup",
  declaration("group"),
  async (ctx, { groupName: name, ...policy }) => {
    const holder = group("ram:DetachPolicyFromGroup", name);
    return detach(ctx, { event: "DetachPolicyFromGroup", kind: "group", name, policy, holder });
  },
);

/** @throws DomainError RoleNotFound, RoleReadOnly, PolicyNotFound, AttachmentExists, IdentityLimit */
export const attachPolicyToRole = operation(
  "AttachPolicyToRole",
  declaration("role"),
  async (ctx, { roleName: name, ...policy }) => {
    const holder = role("ram:AttachPolicyToRole", name);
    return attach(ctx, { event: "AttachPolicyToRole", kind: "role", name, policy, holder });
  },
);

/** @throws DomainError RoleNotFound, RoleReadOnly, AttachmentNotFound */
export const detachPolicyFromRole = operation(
  "DetachPolicyFromRole",
  declaration("role"),
  async (ctx, { roleName: name, ...policy }) => {
    const holder = role("ram:DetachPolicyFromRole", name);
    return detach(ctx, { event: "DetachPolicyFromRole", kind: "role", name, policy, holder });
  },
);
