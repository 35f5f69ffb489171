import { raiseAlert } from "../alerts/raise-alert";
import { secretRotated, secretRotationFailed } from "../alerts/secret-rotation-conditions";
import { type AuditDetail, recordOutcome } from "../audit/record";
import type { Tx } from "../context";
import { secretSubject } from "./load-secret";
import { openTexts, type Rotating, type Running, withDataKey } from "./rotating";
import { type RotationError, rotationAfter } from "./rotation-rules";
import { stepTransaction, type Turn } from "./rotation-steps";
import { CURRENT, PREVIOUS, planPut } from "./secret-rules";
import { sealValue } from "./secret-value";

/** Makes the new value a version and ACSCurrent, in one transaction: until its commit the old one is (P20). */
export async function finishRotation(turn: Turn, rotating: Rotating): Promise<Rotating | null> {
  return stepTransaction(turn, rotating, async (tx) => {
    const { rotation } = rotating;
    const isSetup = rotation.kind === "Setup";
    await storeVersions(tx, rotating, isSetup ? await sealSetup(tx, rotating) : [pendingVersion(rotating)]);
    await noteSuccess(tx, rotating);
    return { ...ended(tx.now()), state: "Succeeded", finishedAt: tx.now() };
  });
}

interface NewVersion {
  versionId: string;
  sealed: Uint8Array<ArrayBuffer>;
  stages?: string[];
}

/** It is sealed already as its version will be. */
function pendingVersion({ rotation: { versionId, pendingSealed } }: Rotating): NewVersion {
  if (!pendingSealed) throw new Error("a rotation at its end has a pending value");
  return { versionId, sealed: new Uint8Array(pendingSealed) };
}

/** SEC-15: of two accounts the first is current, and the other stands ready. */
async function sealSetup(tx: Tx, rotating: Rotating): Promise<NewVersion[]> {
  const { secret } = rotating;
  return withDataKey(tx, rotating, async (dataKey) => {
    const { pending } = await openTexts(tx, rotating, dataKey);
    return pending.map(({ versionId, text }, index) => {
      const bytes = Buffer.from(text, "utf8");
      const sealed = sealValue(dataKey, secret, versionId, bytes);
      bytes.fill(0);
      return { versionId, sealed, stages: [index === 0 ? CURRENT : PREVIOUS] };
    });
  });
}

export async function storeVersions(tx: Tx, { secret }: Rotating, made: readonly NewVersion[]): Promise<void> {
  for (const { versionId, sealed, stages } of made) {
    const versions = await tx.db.secretVersion.findMany({ where: { secretPk: secret.pk } });
    const plan = planPut(versions, stages);
    await tx.db.secretVersion.deleteMany({ where: { pk: { in: plan.removed } } });
    for (const { pk, stages: moved } of plan.relabelled) {
      await tx.db.secretVersion.update({ where: { pk }, data: { stages: moved } });
    }
    const versionPk = tx.newId();
    const version = { pk: versionPk, secretPk: secret.pk, versionId, stages: plan.stages, createdAt: tx.now() };
    await tx.db.secretVersion.create({ data: version });
    await tx.db.secretValue.create({ data: { versionPk, sealed } });
  }
}

const ended = (now: Date) => ({ endedAt: now, pendingSealed: null, errorCode: null, attempts: 0 });

/** SEC-34, AUD-13: the next date counts from now, what was Invalid is healed, and it is told. */
export async function noteSuccess(
  tx: Tx,
  rotating: Rotating,
  { notBefore, detail = {} }: { notBefore?: Date; detail?: AuditDetail } = {},
): Promise<void> {
  const now = tx.now();
  const { rotation, secret } = rotating;
  const { rotationSeconds, automaticRotation } = secret;
  const rotates = rotationSeconds !== null && automaticRotation !== "Disabled";
  const isSetup = rotation.kind === "Setup";
  // A first value is no rotation: the date that was set at creation stands (SEC-34).
  const kept = isSetup && secret.nextRotationAt && secret.nextRotationAt > now ? secret.nextRotationAt : null;
  const next = rotates ? (kept ?? rotationAfter(now, rotationSeconds)) : null;
  await tx.db.secret.update({
    where: { pk: secret.pk },
    data: {
      updatedAt: now,
      ...(!isSetup && { lastRotatedAt: now }),
      nextRotationAt: next && notBefore && notBefore > next ? notBefore : next,
      automaticRotation: rotates ? "Enabled" : "Disabled",
      rotationError: null,
      rotationErrorAt: null,
    },
  });
  await recordOutcome(tx, "FinishSecretRotation", secretSubject(secret), "Success", detailOf(rotating, detail));
  await raiseAlert(tx, secretRotated(secret, rotation));
}

/**
 * Ends a rotation that failed. ACSCurrent is what it was; the secret says why, and does not rotate by the clock until
 * somebody has looked (SEC-17). Without an error of its own it is what began the way back.
 */
export async function failRotation(turn: Turn, rotating: Running, error: RotationError | null): Promise<null> {
  const { rotation, secret } = rotating;
  const errorCode = error ?? secret.rotationError ?? "Failed";
  await stepTransaction(turn, rotating, async (tx) => {
    await noteFailure(tx, rotating, errorCode);
    const detail = detailOf(rotating, { step: rotation.step });
    await recordOutcome(tx, "FinishSecretRotation", secretSubject(secret), errorCode, detail);
    const { pendingSealed, ...end } = ended(tx.now());
    return { ...end, ...(!mayBeSet(rotation, error) && { pendingSealed }), state: "Failed", errorCode };
  });
  return null;
}

/** Whether an account may have the pending value now, and nothing takes it back: then it is not thrown away. */
const mayBeSet = ({ kind, step }: Running["rotation"], error: RotationError | null): boolean =>
  step !== "Create" && (kind === "Setup" || error === "InvalidExtendedConfig");

/**
 * The one account is given its current value again (SEC-15). Until that is done nobody knows which value works, and the
 * secret says so.
 */
export async function beginRevert(turn: Turn, rotating: Rotating, error: RotationError): Promise<Rotating | null> {
  const reverting = await stepTransaction(turn, rotating, async (tx) => {
    await noteFailure(tx, rotating, error);
    return { step: "Revert", attempts: 0, errorCode: error, dueAt: tx.now() };
  });
  return reverting && { ...reverting, secret: { ...reverting.secret, rotationError: error } };
}

async function noteFailure(tx: Tx, { rotation, secret }: Running, errorCode: string): Promise<void> {
  const isInvalid = secret.automaticRotation !== "Disabled" || rotation.kind === "Setup";
  const failed = {
    automaticRotation: isInvalid ? ("Invalid" as const) : secret.automaticRotation,
    nextRotationAt: null,
    rotationError: errorCode,
    rotationErrorAt: tx.now(),
  };
  await tx.db.secret.update({ where: { pk: secret.pk }, data: failed });
  await raiseAlert(tx, secretRotationFailed({ ...secret, ...failed }, tx.now()));
}

function detailOf({ rotation, secret }: Running, more: AuditDetail): AuditDetail {
  const { kind, versionId } = rotation;
  const wasDueAt = kind === "Scheduled" && secret.nextRotationAt?.toISOString();
  return { versionId, kind, ...(wasDueAt && { wasDueAt }), ...more };
}
