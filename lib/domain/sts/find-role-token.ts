import { grantsOfRole } from "../accounts/load-grants";
import type { Ctx } from "../context";
import type { Grant, Statement } from "../policies/statement";
import { storedStatements } from "../policies/stored-policy";
import type { Used } from "../recorder";
import { openSealed } from "../wrapping-keys";

export interface FoundRoleToken {
  accessKeyId: string;
  accountId: string;
  rolePk: string;
  roleName: string;
  sessionName: string;
  grants: readonly Grant[];
  sessionPolicy?: readonly Statement[];
  tokenSha256: Uint8Array;
  expiresAt: Date;
  /** For verifying a signature; never in a log, an event or an answer. */
  secret: Buffer;
  /** The row that this rests on, for a cache (decisions 8): the role's deletion and its policies move it. */
  used: readonly Used[];
}

/** The temporary credentials that a signed request names, or null. For the gateway, as `findAccessKey` is. */
export async function findRoleToken(ctx: Ctx, accessKeyId: string): Promise<FoundRoleToken | null> {
  const token = await ctx.db.roleToken.findUnique({
    where: { accessKeyId },
    include: { role: { select: { accountPk: true } } },
  });
  if (!token) return null;
  const { accountId, rolePk, sessionName, sessionPolicy, tokenSha256, expiresAt } = token;
  const pk = token.role.accountPk;
  // Before what it guards: a change in between then shows as one.
  const account = await ctx.db.account.findUnique({ where: { pk }, select: { authzRevision: true } });
  const role = await ctx.db.ramRole.findUnique({ where: { pk: rolePk }, select: { name: true } });
  if (!account || !role) return null;
  const grants = await grantsOfRole(ctx, rolePk);
  const secret = await openSealed(ctx, "role-token-secret", [accountId, accessKeyId], token.secretSealed);
  return {
    accessKeyId,
    accountId,
    rolePk,
    roleName: role.name,
    sessionName,
    grants,
    ...(sessionPolicy !== null && { sessionPolicy: storedStatements(sessionPolicy) }),
    tokenSha256,
    expiresAt,
    secret,
    used: [{ table: "account", pk, revision: account.authzRevision }],
  };
}
