import type { RotationTarget } from "@/lib/generated/prisma/client";
import { authorize, Unread } from "../../authorize";
import type { Ctx, Tx } from "../../context";
import { DomainError } from "../../errors";
import { loadKey } from "../../keys/load-key";
import { secretArn } from "../load-secret";
import type { TargetAddress } from "../rotation-ports";
import type { RotationStep } from "../rotation-rules";
import { assertAccountsFree } from "../verify-at-target";
import { administratorName } from "./target-rules";

/**
 * Whoever says where a target is, or as whom it is entered, sends the values of its secrets there: a rotation that goes back
 * signs in with the one that is current. So they must be allowed to read each of them (ACC-06), those too that name the
 * target before it is registered. @throws DomainError NoPermission
 */
export async function assertMayLead(
  ctx: Ctx | Tx,
  { accountId, region, targetId }: Pick<RotationTarget, "accountId" | "region" | "targetId">,
): Promise<void> {
  const served = await ctx.db.secret.findMany({
    where: { accountId, region, targetId },
    select: {
      accountId: true,
      region: true,
      name: true,
      encryptionKeyId: true,
      policy: { select: { document: true } },
      tags: { select: { name: true, value: true } },
    },
  });
  for (const secret of served) {
    const arn = secretArn(secret);
    const judged = { arn, policy: secret.policy?.document ?? null, tags: secret.tags };
    authorize(ctx, "kms:GetSecretValue", new Unread(arn, "SecretNotFound", secret, judged));
  }
  for (const key of new Set(served.map(({ encryptionKeyId }) => encryptionKeyId))) {
    authorize(ctx, "kms:Decrypt", await loadKey(ctx, { region, key }));
  }
}

/** From when the target may have been given a new value until it is current, or the old one is set again. */
const UNDER_WAY = ["Set", "Test", "Finish", "Revert"] satisfies RotationStep[];

/**
 * A rotation ends where it began: elsewhere nobody has heard of its value, and the place where it was set would be left with
 * one that nobody knows. One that does not get on is no hindrance: the server may be what moved, and the rotation keeps its
 * value and never gives up between two. Holds the target's secrets until the commit, so that none comes so far meanwhile.
 * @throws DomainError SecretRotating
 */
export async function assertNoneUnderWay(
  tx: Tx,
  { accountId, region, targetId }: Pick<RotationTarget, "accountId" | "region" | "targetId">,
): Promise<void> {
  await tx.db.$queryRaw`
    SELECT FROM secret WHERE account_id = ${accountId} AND region = ${region} AND target_id = ${targetId}
    ORDER BY pk FOR UPDATE`;
  const secret = { accountId, region, targetId };
  const count = await tx.db.secretRotation.count({
    where: { state: "Running", step: { in: UNDER_WAY }, errorCode: null, secret },
  });
  if (count > 0) throw new DomainError("SecretRotating");
}

/** The administrator of a target is nobody whom a secret manages: its rotation would shut the product out. */
export async function assertAdministratorFree(
  tx: Tx,
  target: Pick<RotationTarget, "accountId" | "region" | "targetId">,
  { adapter, administrator }: Pick<TargetAddress, "adapter" | "administrator">,
): Promise<void> {
  const name = administratorName(adapter, administrator);
  if (name !== null) await assertAccountsFree(tx, target, [name]);
}
