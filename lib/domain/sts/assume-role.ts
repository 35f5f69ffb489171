import { z } from "zod";
import { tokenDigest } from "@/lib/crypto/digest";
import { seal } from "@/lib/crypto/sealed";
import { databaseNow } from "@/lib/db/database-clock.sql";
import type { RamRoleModel } from "@/lib/generated/prisma/models";
import { actorName, record } from "../audit/record";
import { accountOf, authorize, principalOf } from "../authorize";
import type { Tx } from "../context";
import { DomainError } from "../errors";
import { newTemporaryKeyId, newTemporarySecret } from "../ids";
import { operation } from "../operation";
import { checkPolicy } from "../policies/check-policy";
import { roleArn } from "../policies/principal";
import { transaction } from "../transaction";
import { currentWrappingKey } from "../wrapping-keys";
import { ASSUME_ROLE, loadRoleToAssume } from "./load-role-to-assume";
import { assertSessionName, newSecurityToken, tokenSeconds } from "./role-token-rules";

export interface AssumedRole {
  accountId: string;
  rolePk: string;
  roleName: string;
  sessionName: string;
  accessKeyId: string;
  /** Both given out here and never again. */
  accessKeySecret: string;
  securityToken: string;
  expiresAt: Date;
}

const schema = z.object({
  roleArn: z.string(),
  sessionName: z.string(),
  durationSeconds: z.int().optional(),
  policy: z.string().optional(),
});

/**
 * Temporary credentials of a role. Two must agree: the caller's RAM policies, and the role's trust policy (POL-16). A
 * session policy narrows what the credentials may do, and can never widen it.
 * @throws DomainError RoleNotFound, InvalidPolicy, PolicyTooLong
 */
export const assumeRole = operation(
  "AssumeRole",
  { touches: "secrets", schema },
  async (ctx, input): Promise<AssumedRole> =>
    transaction(ctx, async (tx) => {
      assertSessionName(input.sessionName);
      assertNoRoot(tx, input.roleArn);
      const role = authorize(tx, ASSUME_ROLE, await loadRoleToAssume(tx, input.roleArn));
      const seconds = tokenSeconds(input.durationSeconds, role);
      if (input.policy !== undefined) checkPolicy("ram", input.policy);
      const issued = await issue(tx, role, input, seconds);
      await recordIssue(tx, role, issued, { seconds, narrowed: input.policy !== undefined });
      return issued;
    }),
);

/** As the provider has it: a root may do everything already, and a program that acts as root should not. */
function assertNoRoot(tx: Tx, resource: string): void {
  accountOf(tx); // nobody is told that nobody is signed in
  if (principalOf(tx.actor)?.root !== false) throw new DomainError("NoPermission", { action: ASSUME_ROLE, resource });
}

async function issue(
  tx: Tx,
  role: RamRoleModel,
  { sessionName, policy }: z.infer<typeof schema>,
  seconds: number,
): Promise<AssumedRole> {
  const { pk: rolePk, name: roleName, accountId } = role;
  const accessKeyId = newTemporaryKeyId();
  const accessKeySecret = newTemporarySecret();
  const securityToken = newSecurityToken();
  const key = await currentWrappingKey(tx, "Account", role.accountPk);
  const box = seal(key, "role-token-secret", [accountId, accessKeyId], Buffer.from(accessKeySecret, "ascii"));
  // Credentials end by real time, as sessions do (decisions 14).
  const createdAt = await databaseNow(tx.db);
  const expiresAt = new Date(createdAt.getTime() + seconds * 1000);
  await tx.db.roleToken.create({
    data: {
      pk: tx.newId(),
      accessKeyId,
      accountId,
      rolePk,
      sessionName,
      assumedBy: actorName(tx.actor),
      secretSealed: new Uint8Array(box),
      tokenSha256: new Uint8Array(tokenDigest(securityToken)),
      sessionPolicy: policy ?? null,
      createdAt,
      expiresAt,
    },
  });
  return { accountId, rolePk, roleName, sessionName, accessKeyId, accessKeySecret, securityToken, expiresAt };
}

/** Both accounts see it: the one whose role it is, and the one whose identity took it on. */
async function recordIssue(
  tx: Tx,
  role: RamRoleModel,
  { accessKeyId: issuedAccessKeyId, sessionName }: AssumedRole,
  { seconds, narrowed }: { seconds: number; narrowed: boolean },
): Promise<void> {
  const arn = roleArn(role.accountId, role.name);
  for (const accountId of new Set([role.accountId, accountOf(tx)])) {
    const detail = { issuedAccessKeyId, sessionName, seconds, narrowed };
    await record(tx, "AssumeRole", { accountId, region: "", arn }, detail);
  }
}
