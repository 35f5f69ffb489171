import { z } from "zod";
import { randomUuid } from "@/lib/crypto/random";
import { holdRotateLimit, lockSecret } from "@/lib/db/due-secret-rotations.sql";
import { actorName, record } from "../audit/record";
import { refusingAboutAsync } from "../audit/refusal-subject";
import type { Tx } from "../context";
import { DomainError } from "../errors";
import { operation } from "../operation";
import { transaction } from "../transaction";
import { usableKey } from "./encryption-key";
import { insertRotation } from "./insert-rotation";
import { type LoadedSecret, secretFor, secretSubject } from "./load-secret";
import { assertOnlyMaster } from "./managed-accounts";
import { cloneVersionId } from "./rotating";
import { RAM_WINDOW_HOURS, ROTATIONS_PER_HOUR } from "./rotation-rules";
import { assertNotRotating } from "./running-rotation";
import { assertVersionId, CURRENT } from "./secret-rules";

const HOUR_MS = 3600_000;

const schema = z.object({
  region: z.string(),
  secret: z.string().min(1),
  /** Of the version that it makes. The same again changes nothing (SEC-32). */
  versionId: z.string().optional(),
  /** How long the AccessKey that was current still works (SEC-33); of RAM secrets. */
  windowSeconds: z
    .int()
    .min(0)
    .max(RAM_WINDOW_HOURS.maximum * 3600)
    .optional(),
});

/**
 * Begins a rotation of a managed secret now (SEC-32): it answers once that is written, and a worker takes the steps. A
 * secret whose accounts could not be made yet is set up instead.
 * @throws DomainError UnsupportedOperation for Generic secrets (SEC-30), SecretRotating, RotateSecretLimit
 */
export const rotateSecret = operation("RotateSecret", { touches: "secrets", schema }, async (ctx, input) => {
  if (input.versionId !== undefined) assertVersionId(input.versionId);
  return transaction(ctx, async (tx) => {
    const secret = await secretFor(tx, "RotateSecret", input);
    return refusingAboutAsync(secretSubject(secret), () => begin(tx, secret, input));
  });
});

async function begin(tx: Tx, secret: LoadedSecret, input: z.infer<typeof schema>) {
  if (secret.type === "Generic") throw new DomainError("UnsupportedOperation");
  if (input.windowSeconds !== undefined && secret.type !== "RAMCredentials") {
    throw new DomainError("InvalidParameter", { name: "windowSeconds" });
  }
  const versionId = input.versionId ?? randomUuid();
  const subject = secretSubject(secret);
  const answer = { name: secret.name, arn: subject.arn, versionId };
  // The row first: the same call once more, while the first is not committed yet, is that one all the same.
  if (!(await lockSecret(tx.db, secret.pk))) throw new DomainError("SecretNotFound");
  if (await isKnown(tx, secret.pk, versionId)) {
    await record(tx, "RotateSecret", subject, { versionId, unchanged: true });
    return answer;
  }
  await assertNotRotating(tx, secret.pk);
  await assertMayRotate(tx, secret);
  const hasValue = await tx.db.secretVersion.findFirst({
    where: { secretPk: secret.pk, stages: { has: CURRENT } },
    select: { pk: true },
  });
  // What is set up may need a second version beside this one.
  if (!hasValue && cloneVersionId(versionId) === versionId) {
    throw new DomainError("InvalidParameter", { name: "VersionId" });
  }
  await insertRotation(tx, {
    secretPk: secret.pk,
    kind: hasValue ? "Immediate" : "Setup",
    versionId,
    requestedBy: actorName(tx.actor),
    countsFor: secret.accountId,
    windowSeconds: input.windowSeconds ?? null,
  });
  await record(tx, "RotateSecret", subject, { versionId });
  return answer;
}

/** Whether a rotation made this version, or is about to. @throws DomainError SecretVersionExists where it came otherwise */
async function isKnown(tx: Tx, secretPk: string, versionId: string): Promise<boolean> {
  const rotation = await tx.db.secretRotation.findFirst({
    where: { secretPk, versionId, state: { not: "Failed" } },
    select: { pk: true },
  });
  if (rotation) return true;
  const version = await tx.db.secretVersion.findUnique({
    where: { secretPk_versionId: { secretPk, versionId } },
    select: { pk: true },
  });
  if (version) throw new DomainError("SecretVersionExists");
  return false;
}

async function assertMayRotate(tx: Tx, secret: LoadedSecret): Promise<void> {
  const { accountId, region, targetId } = secret;
  await usableKey(tx, secret);
  if (targetId !== null) {
    const where = { accountId_region_targetId: { accountId, region, targetId } };
    const target = await tx.db.rotationTarget.findUnique({ where, select: { pk: true } });
    if (!target) throw new DomainError("RotationTargetNotFound", { targetId });
  }
  await assertOnlyMaster(tx, secret);
  await holdRotateLimit(tx.db, accountId);
  const asked = await tx.db.secretRotation.count({
    where: { countsFor: accountId, createdAt: { gt: new Date(tx.now().getTime() - HOUR_MS) } },
  });
  if (asked >= ROTATIONS_PER_HOUR) throw new DomainError("RotateSecretLimit", { limit: ROTATIONS_PER_HOUR });
}
