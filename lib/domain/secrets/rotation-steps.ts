import { lockSecret } from "@/lib/db/due-secret-rotations.sql";
import type { Prisma } from "@/lib/generated/prisma/client";
import type { Ctx, Tx } from "../context";
import { assertLease, type Lease } from "../jobs/lease";
import { assertChanged, transaction } from "../transaction";
import { secretArn } from "./load-secret";
import { newValues, pendingText } from "./new-values";
import { assertRotates, loadRotating, openValues, type Rotating, withDataKey } from "./rotating";
import { NEXT_STEP, type RotationError } from "./rotation-rules";
import { sealValue } from "./secret-value";
import { recordCredentialUse } from "./target-address";

/**
 * What one step changes, in one transaction: under the lease of the job, with the secret's row held, and on the rotation
 * as it was read. Nothing where the secret was destroyed meanwhile: its rotations went with it.
 * @throws LeaseLost, DomainError ChangedMeanwhile
 */
export async function stepTransaction(
  ctx: Ctx,
  lease: Lease,
  { rotation: { pk, revision }, secret }: Rotating,
  work: (tx: Tx) => Promise<Prisma.SecretRotationUpdateManyMutationInput | "drop">,
): Promise<void> {
  await transaction(ctx, async (tx) => {
    await assertLease(tx, lease);
    if (!(await lockSecret(tx.db, secret.pk))) return;
    const change = await work(tx);
    const where = { pk, revision };
    assertChanged(
      change === "drop"
        ? await tx.db.secretRotation.deleteMany({ where })
        : await tx.db.secretRotation.updateMany({ where, data: change }),
    );
  });
}

/** What the clock began is judged again under the secret's row: it may have rotated since it was found due. */
export function isUndue({ rotation, secret }: Rotating, now: Date): boolean {
  if (rotation.kind !== "Scheduled" || rotation.step !== "Create") return false;
  const { automaticRotation, nextRotationAt, plannedDeleteAt } = secret;
  return automaticRotation !== "Enabled" || !nextRotationAt || nextRotationAt > now || plannedDeleteAt !== null;
}

/**
 * Chooses the new value and keeps it sealed before anything outside hears of it, so that every later attempt, by whichever
 * worker, brings the same one (P20).
 */
export async function createPending(ctx: Ctx, lease: Lease, found: Rotating): Promise<void> {
  await stepTransaction(ctx, lease, found, async (tx) => {
    const rotating = await loadRotating(tx, found.rotation.pk);
    if (!rotating || isUndue(rotating, tx.now())) return "drop";
    await assertRotates(tx, rotating);
    const { rotation, secret, config } = rotating;
    const { accountId, region, targetId } = secret;
    if (targetId !== null) await recordCredentialUse(tx, { accountId, region, targetId });
    const values = newValues(config, rotation.kind, await openValues(tx, rotating), secretArn(secret));
    const bytes = Buffer.from(pendingText(config, rotation.kind, values), "utf8");
    const pendingSealed = await withDataKey(tx, secret, (dataKey) =>
      sealValue(dataKey, secret, rotation.versionId, bytes),
    );
    bytes.fill(0);
    const account = values.map((value) => value.account).join(", ");
    return { ...begun(rotating, tx.now()), ...goOn("Set"), account, pendingSealed };
  });
}

export const begun = ({ rotation }: Rotating, now: Date) => ({ startedAt: rotation.startedAt ?? now });

const goOn = (step: Rotating["rotation"]["step"]) => ({ step, attempts: 0, errorCode: null });

/** The step was done: the next is due at once. */
export async function noteDone(ctx: Ctx, lease: Lease, rotating: Rotating): Promise<void> {
  const { step } = rotating.rotation;
  const next = NEXT_STEP[step];
  if (next === null) throw new Error(`nothing follows ${step}`);
  await stepTransaction(ctx, lease, rotating, async (tx) => {
    const at = step === "Set" ? { setAt: tx.now() } : { testedAt: tx.now() };
    return { ...goOn(next), ...at, dueAt: tx.now() };
  });
}

export async function noteRetry(
  ctx: Ctx,
  lease: Lease,
  rotating: Rotating,
  { error, attempts, dueAt }: { error: RotationError; attempts: number; dueAt: Date },
): Promise<void> {
  await stepTransaction(ctx, lease, rotating, async () => ({ attempts, dueAt, errorCode: error }));
}

/**
 * What the secret's state does not allow now rests as it is, and counts no attempt. What the clock has only just begun is
 * taken back instead: it is found again when it may rotate, and until then nothing keeps anybody from the secret.
 */
export async function rest(
  ctx: Ctx,
  lease: Lease,
  rotating: Rotating,
  { error, dueAt }: { error: RotationError; dueAt: Date },
): Promise<void> {
  const { kind, step } = rotating.rotation;
  const isUntouched = kind === "Scheduled" && step === "Create";
  await stepTransaction(ctx, lease, rotating, async () => (isUntouched ? "drop" : { dueAt, errorCode: error }));
}
