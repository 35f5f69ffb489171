import { isTargetAway, lockSecret } from "@/lib/db/due-secret-rotations.sql";
import type { Prisma } from "@/lib/generated/prisma/client";
import type { Ctx, Tx } from "../context";
import { DomainError } from "../errors";
import { assertLease, type Lease } from "../jobs/lease";
import { assertChanged, transaction } from "../transaction";
import { secretArn } from "./load-secret";
import { newValues, pendingText } from "./new-values";
import { loadRotating, type OpenedValue, openValues, type Rotating, type Running, withDataKey } from "./rotating";
import { AWAY, NEXT_STEP, type RotationError } from "./rotation-rules";
import type { Asked } from "./rotation-target";
import { sealValue } from "./secret-value";
import { recordCredentialUse } from "./target-address";

/** One worker's turn at a rotation. */
export interface Turn {
  ctx: Ctx;
  lease: Lease;
  /** What was opened in this turn; the steps of one turn follow each other within seconds. */
  asked?: Asked;
}

type Change = Prisma.SecretRotationUpdateManyMutationInput;

/**
 * What one step changes, in one transaction: under the lease of the job, with the secret's row held, and on the rotation
 * as it was read. Gives the rotation as it stands then; null where it is over, or the secret was destroyed with it.
 * @throws LeaseLost, DomainError ChangedMeanwhile
 */
export async function stepTransaction<R extends Running>(
  { ctx, lease }: Turn,
  rotating: R,
  work: (tx: Tx) => Promise<Change | "drop">,
): Promise<R | null> {
  const { pk, revision } = rotating.rotation;
  return transaction(ctx, async (tx) => {
    await assertLease(tx, lease);
    if (!(await lockSecret(tx.db, rotating.secret.pk))) return null;
    const change = await work(tx);
    const where = { pk, revision };
    if (change === "drop") {
      assertChanged(await tx.db.secretRotation.deleteMany({ where }));
      return null;
    }
    const [rotation] = await tx.db.secretRotation.updateManyAndReturn({ where, data: change });
    if (!rotation) throw new DomainError("ChangedMeanwhile");
    return rotation.state === "Running" ? { ...rotating, rotation } : null;
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
export async function createPending(turn: Turn, found: Rotating): Promise<Rotating | null> {
  return stepTransaction(turn, found, async (tx) => {
    const rotating = await loadRotating(tx, found.rotation.pk);
    if (!rotating || isUndue(rotating, tx.now())) return "drop";
    const { rotation, secret, config } = rotating;
    // Of those that were found due before anybody knew, all but the first would hold a worker up in vain.
    if (rotation.kind === "Scheduled" && (await isTargetAway(tx.db, secret.pk, AWAY))) return "drop";
    const { accountId, region, targetId } = secret;
    if (targetId !== null) await recordCredentialUse(tx, { accountId, region, targetId });
    return withDataKey(tx, rotating, async (dataKey) => {
      const opened = await openValues(tx, rotating, dataKey);
      const left = await leftBySetup(tx, rotating, dataKey);
      const values = left ?? newValues(config, rotation.kind, opened, secretArn(secret));
      const bytes = Buffer.from(pendingText(config, rotation.kind, values), "utf8");
      const pendingSealed = sealValue(dataKey, secret, rotation.versionId, bytes);
      bytes.fill(0);
      const account = values.map((value) => value.account).join(", ");
      return { ...begun(rotating, tx.now()), ...goOn("Set"), account, pendingSealed };
    });
  });
}

/** What a Setup that failed may have set at the target. Nobody else knows it: this one brings the same (P20). */
async function leftBySetup(tx: Tx, rotating: Rotating, dataKey: Buffer): Promise<OpenedValue[] | null> {
  const { rotation, secret } = rotating;
  if (rotation.kind !== "Setup") return null;
  const where = { secretPk: secret.pk, kind: "Setup", state: "Failed", pendingSealed: { not: null } } as const;
  const left = await tx.db.secretRotation.findFirst({ where, orderBy: { createdAt: "desc" } });
  if (!left) return null;
  await tx.db.secretRotation.updateMany({ where, data: { pendingSealed: null } });
  return (await openValues(tx, { ...rotating, rotation: left }, dataKey)).pending;
}

export const begun = ({ rotation }: Rotating, now: Date) => ({ startedAt: rotation.startedAt ?? now });

const goOn = (step: Rotating["rotation"]["step"]) => ({ step, attempts: 0, errorCode: null });

/** The step was done: the next is due at once. */
export async function noteDone(turn: Turn, rotating: Rotating): Promise<Rotating | null> {
  const { step } = rotating.rotation;
  const next = NEXT_STEP[step];
  if (next === null) throw new Error(`nothing follows ${step}`);
  return stepTransaction(turn, rotating, async (tx) => {
    const at = step === "Set" ? { setAt: tx.now() } : { testedAt: tx.now() };
    return { ...goOn(next), ...at, dueAt: tx.now() };
  });
}

export async function noteRetry(
  turn: Turn,
  rotating: Rotating,
  { error, attempts, dueAt }: { error: RotationError; attempts: number; dueAt: Date },
): Promise<Rotating | null> {
  return stepTransaction(turn, rotating, async () => ({ attempts, dueAt, errorCode: error }));
}

/**
 * What the secret's state does not allow now rests as it is, and counts no attempt. What the clock has only just begun is
 * taken back instead: it is found again when it may rotate, and until then nothing keeps anybody from the secret.
 */
export async function rest(
  turn: Turn,
  rotating: Rotating,
  { error, dueAt }: { error: RotationError; dueAt: Date },
): Promise<Rotating | null> {
  const { kind, step } = rotating.rotation;
  const isUntouched = kind === "Scheduled" && step === "Create";
  return stepTransaction(turn, rotating, async () => (isUntouched ? "drop" : { dueAt, errorCode: error }));
}
