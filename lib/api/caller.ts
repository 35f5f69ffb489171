import { type FoundAccessKey, findAccessKey } from "@/lib/domain/accounts/find-access-key";
import type { Actor, Ctx } from "@/lib/domain/context";
import { DomainError } from "@/lib/domain/errors";
import type { Used } from "@/lib/domain/recorder";
import { type FoundRoleToken, findRoleToken } from "@/lib/domain/sts/find-role-token";
import { assertTokenHolds, TEMPORARY_ID_PREFIX } from "@/lib/domain/sts/role-token-rules";
import type { Principal } from "./envelope";
import { refusal } from "./wire-error";

/** Whose signature a request carries: the AccessKey of a root or RAM user, or the temporary credentials of a role. */
export interface Caller {
  accessKeyId: string;
  /** For verifying a signature; never in a log, an event or an answer. */
  secret: Buffer;
  actor: Extract<Actor, { kind: "accessKey" | "role" }>;
  /** The rows that this rests on (decisions 8). */
  used: readonly Used[];
  /** Asked after the signature was found right, so that strangers learn nothing. Throws where it may not call now. */
  assertMayCall(securityToken: string, at: Date): void;
}

export async function findCaller(ctx: Ctx, accessKeyId: string): Promise<Caller | null> {
  if (accessKeyId.startsWith(TEMPORARY_ID_PREFIX)) {
    const token = await findRoleToken(ctx, accessKeyId);
    return token && callerOfToken(token);
  }
  const accessKey = await findAccessKey(ctx, accessKeyId);
  return accessKey && callerOfAccessKey(accessKey);
}

function callerOfAccessKey(found: FoundAccessKey): Caller {
  const { accessKeyId, accountId, personPk, personName: name, root, grants, state, secret, used } = found;
  return {
    accessKeyId,
    secret,
    actor: { kind: "accessKey", accountId, personPk, name, root, grants, accessKeyId },
    used,
    assertMayCall(securityToken) {
      if (state !== "Active") throw new DomainError("AccessKeyInactive");
      if (securityToken !== "") throw new DomainError("TokenMismatch");
    },
  };
}

function callerOfToken(found: FoundRoleToken): Caller {
  const { accessKeyId, accountId, rolePk, roleName: name, sessionName, grants, sessionPolicy, secret, used } = found;
  const narrowed = sessionPolicy && { sessionPolicy };
  return {
    accessKeyId,
    secret,
    actor: { kind: "role", accountId, rolePk, name, sessionName, grants, ...narrowed, accessKeyId },
    used,
    assertMayCall(securityToken, at) {
      if (securityToken === "") throw refusal.missing("SecurityToken");
      assertTokenHolds(found, securityToken, at);
    },
  };
}

/** How the caller is told who was refused. */
export function principalOfCaller({ actor }: Caller): Principal {
  const { accountId: ownerAccountId, name } = actor;
  if (actor.kind === "role") {
    return { type: "AssumedRoleUser", ownerAccountId, displayName: `${name}:${actor.sessionName}` };
  }
  return { type: actor.root ? "RootUser" : "SubUser", ownerAccountId, displayName: name };
}
