"use server";

import { requestCtx } from "@/lib/auth/console-context";
import { accountOf, mayDoTo } from "@/lib/domain/authorize";
import { setKeyPolicy } from "@/lib/domain/keys/set-key-policy";
import { type AccessExplanation, explainAccess } from "@/lib/domain/policies/explain-access";
import type { PolicySubject } from "@/lib/domain/policies/policy-form";
import { identityContainer } from "@/lib/domain/ram/ram-rules";
import { listRoles } from "@/lib/domain/ram/roles/list-roles";
import { listUsers } from "@/lib/domain/ram/users/list-users";
import { setSecretPolicy } from "@/lib/domain/secrets/set-secret-policy";
import type { ActionResult } from "./result";
import { runOperation } from "./run-operation";

interface PolicyAddress {
  subject: PolicySubject;
  region: string;
  /** Key ID or name of the secret. */
  name: string;
}

/** With the revision that was read: what somebody else changed meanwhile stays. */
export async function setPolicyAction({
  subject,
  region,
  name,
  document,
  revision,
}: PolicyAddress & { document: string; revision: bigint }): Promise<ActionResult<void>> {
  const change = { region, policy: document, revision };
  return subject === "key"
    ? runOperation(setKeyPolicy, { ...change, key: name })
    : runOperation(setSecretPolicy, { ...change, secret: name });
}

export async function explainAccessAction({
  subject,
  region,
  name,
  principal,
  action,
  sourceIp,
}: PolicyAddress & { principal: string; action: string; sourceIp?: string }): Promise<ActionResult<AccessExplanation>> {
  const asked = { region, resourceType: subject, resource: name, principal, action };
  return runOperation(explainAccess, { ...asked, ...(sourceIp && { sourceIp }) });
}

/** RAM users and roles of the caller's account; null for those that the caller may not list. */
export interface FoundIdentities {
  users: string[] | null;
  roles: string[] | null;
  /** Nobody else fits. */
  all: boolean;
}

const FOUND_MAX = 100;

/** For choosing: names that contain `search`. What may not be listed is not asked for, so that looking is no refusal. */
export async function findIdentitiesAction(search: string): Promise<ActionResult<FoundIdentities>> {
  const ctx = await requestCtx();
  if (ctx.actor.kind === "nobody") return { ok: false, code: "NotSignedIn", requestId: ctx.requestId };
  const accountId = accountOf(ctx);
  const input = { search, page: { size: FOUND_MAX } };
  const mayList = (kind: "user" | "role", action: string) => mayDoTo(ctx, action, identityContainer(accountId, kind));
  const [users, roles] = await Promise.all([
    mayList("user", "ram:ListUsers") ? runOperation(listUsers, input) : null,
    mayList("role", "ram:ListRoles") ? runOperation(listRoles, input) : null,
  ]);
  if (users && !users.ok) return users;
  if (roles && !roles.ok) return roles;
  return {
    ok: true,
    value: {
      users: users?.value.rows.map(({ userName }) => userName) ?? null,
      roles: roles?.value.rows.map(({ roleName }) => roleName) ?? null,
      all: !users?.value.next && !roles?.value.next,
    },
  };
}
