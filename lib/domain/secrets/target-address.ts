import type { RotationTarget } from "@/lib/generated/prisma/client";
import { recordOutcome } from "../audit/record";
import { authorize } from "../authorize";
import type { Ctx, Tx } from "../context";
import { DomainError } from "../errors";
import { assertAllowed } from "../keys/key-state";
import { loadKey } from "../keys/load-key";
import { loadSecret, secretSubject } from "./load-secret";
import type { TargetAddress } from "./rotation-ports";
import { CURRENT } from "./secret-rules";
import { assertSecretAllows } from "./secret-state";
import { openDataKey, openValue } from "./secret-value";
import { readCredential } from "./targets/target-rules";

type PlacedTarget = Omit<TargetAddress, "administrator"> &
  Pick<RotationTarget, "accountId" | "region" | "credentialSecret">;

interface TargetReference {
  accountId: string;
  region: string;
  targetId: string;
}

/**
 * Where a target is, and who goes there. The product opens the credential for itself: whoever named it was asked then
 * whether they may read it, and whoever rotates at the target was asked for kms:UseRotationTarget.
 * @throws DomainError RotationTargetNotFound, TargetRefused with CredentialUnreadable
 */
export async function loadTargetAddress(ctx: Ctx | Tx, where: TargetReference): Promise<TargetAddress> {
  return addressOf(await existingTarget(ctx, where), ctx);
}

/** The same of a row that is known. @throws DomainError TargetRefused with CredentialUnreadable */
export async function addressOf(target: PlacedTarget, ctx: Ctx | Tx): Promise<TargetAddress> {
  const administrator = await openCredential(ctx, { ...target, name: target.credentialSecret });
  if (administrator === undefined || !readCredential(target.adapter, administrator)) {
    throw new DomainError("TargetRefused", { reason: "CredentialUnreadable" });
  }
  return addressWith(target, administrator);
}

export function addressWith(target: Omit<TargetAddress, "administrator">, administrator: string): TargetAddress {
  const { targetId, service, adapter, address, port, database, tls, caPem, hostKey } = target;
  return { targetId, service, adapter, address, port, database, tls, caPem, hostKey, administrator };
}

/** Once for each rotation, check or creation: that the product read the target's credential, and what for (P11). */
export async function recordCredentialUse(ctx: Ctx | Tx, where: TargetReference): Promise<void> {
  await recordCredentialRead(ctx, await existingTarget(ctx, where));
}

/** The same for a target that is not a row yet, or names another secret from now on. */
export async function recordCredentialRead(
  ctx: Ctx | Tx,
  { accountId, region, targetId, credentialSecret: name }: TargetReference & { credentialSecret: string },
): Promise<void> {
  const subject = secretSubject({ accountId, region, name });
  await recordOutcome(asService(ctx, accountId), "GetSecretValue", subject, "Success", { for: targetId });
}

async function existingTarget(ctx: Ctx | Tx, { accountId, region, targetId }: TargetReference) {
  const found = await ctx.db.rotationTarget.findUnique({
    where: { accountId_region_targetId: { accountId, region, targetId } },
  });
  if (!found) throw new DomainError("RotationTargetNotFound", { targetId });
  return found;
}

/** The current value as text; undefined for whatever reason it cannot be read now. */
async function openCredential(
  caller: Ctx | Tx,
  { accountId, region, name }: { accountId: string; region: string; name: string },
): Promise<string | undefined> {
  const ctx = asService(caller, accountId);
  try {
    const secret = authorize(ctx, "kms:GetSecretValue", await loadSecret(ctx, { region, secret: name }));
    assertSecretAllows("GetSecretValue", secret, ctx.now());
    const key = authorize(ctx, "kms:Decrypt", await loadKey(ctx, { region, key: secret.encryptionKeyId }));
    assertAllowed("Decrypt", key, ctx.now());
    const version = await ctx.db.secretVersion.findFirst({
      where: { secretPk: secret.pk, stages: { has: CURRENT }, dataType: "text" },
      include: { value: true },
    });
    if (secret.type !== "Generic" || !version?.value) return undefined;
    const dataKey = await openDataKey(ctx, secret, key);
    try {
      return openValue(dataKey, secret, version.versionId, version.value.sealed).toString("utf8");
    } finally {
      dataKey.fill(0);
    }
  } catch (error) {
    // Deleted, disabled, unavailable: a state, which somebody has to change. Damage is another matter (S4).
    if (error instanceof DomainError && error.code !== "ServiceUnavailable") return undefined;
    throw error;
  }
}

function asService<T extends Ctx | Tx>(ctx: T, accountId: string): T {
  const { sourceIp: _nobodys, ...rest } = ctx;
  return { ...rest, actor: { kind: "system", job: "rotation-targets", accountId }, source: "AliyunServiceEvent" } as T;
}
