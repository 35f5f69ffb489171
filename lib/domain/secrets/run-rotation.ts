import { log } from "@/lib/log";
import type { Ctx } from "../context";
import { DomainError } from "../errors";
import type { Lease } from "../jobs/lease";
import { beginRevert, failRotation, finishRotation } from "./finish-rotation";
import { retireAccessKey, rotateAccessKey } from "./rotate-access-key";
import { assertRotates, loadRotating, type Rotating } from "./rotating";
import type { TargetOutcome } from "./rotation-ports";
import { afterFailure, REFUSALS, type RotationError, retryAt, wayBack } from "./rotation-rules";
import { createPending, noteDone, noteRetry, rest } from "./rotation-steps";
import { askTarget, takeBack } from "./rotation-target";
import { SecretDamaged } from "./secret-value";

/** How long a rotation rests whose secret, key or instance does not allow it now. */
const REST_MS = 30_000;

/**
 * Takes the steps of a rotation that are due, one after the other, until it is over or has to wait (P20). Each step is a
 * transaction of its own or a call that may be repeated; what is known between two of them lies in the rotation's row
 * alone. Whoever is killed at any moment leaves a row whose step is done once more by the next.
 */
export async function runRotation(worker: Ctx, { rotationPk, lease }: { rotationPk: string; lease: Lease }) {
  for (;;) {
    const rotating = await loadRotating(worker, rotationPk);
    if (!rotating || rotating.rotation.dueAt.getTime() > worker.now().getTime()) return;
    await takeStep(asService(worker, rotating.secret.accountId), lease, rotating);
  }
}

function asService(worker: Ctx, accountId: string): Ctx {
  return worker.actor.kind === "system" ? { ...worker, actor: { ...worker.actor, accountId } } : worker;
}

async function takeStep(ctx: Ctx, lease: Lease, rotating: Rotating): Promise<void> {
  const obstacle = await obstacleTo(ctx, rotating);
  if (obstacle) {
    return rest(ctx, lease, rotating, { error: obstacle, dueAt: new Date(ctx.now().getTime() + REST_MS) });
  }
  const { step } = rotating.rotation;
  const isRam = rotating.config.type === "RAMCredentials";
  try {
    switch (step) {
      case "Create":
        return await (isRam ? rotateAccessKey : createPending)(ctx, lease, rotating);
      case "Set":
      case "Test":
      case "Revert": {
        const outcome = await askTarget(ctx, rotating, step);
        return await settleCall(ctx, lease, rotating, outcome);
      }
      case "Finish":
        return await finishRotation(ctx, lease, rotating);
      case "Retire":
        return await retireAccessKey(ctx, lease, rotating);
    }
  } catch (error) {
    return settleFailure(ctx, lease, rotating, refusalOf(error, rotating));
  }
}

/** What the secret's own state has to allow first. */
async function obstacleTo(ctx: Ctx, rotating: Rotating): Promise<RotationError | null> {
  try {
    await assertRotates(ctx, rotating);
    return null;
  } catch (error) {
    if (error instanceof DomainError && error.code !== "ServiceUnavailable") return error.code;
    throw error;
  }
}

/** A refusal of our own rows fails the rotation; anything else is the job's, which tries again. */
function refusalOf(error: unknown, { rotation }: Rotating): RotationError {
  if (error instanceof DomainError && REFUSALS.has(error.code)) return error.code;
  if (!(error instanceof SecretDamaged)) throw error;
  log.error("a value of a secret does not open: its rotation is given up", { rotationPk: rotation.pk, error });
  return "InternalFailure";
}

async function settleCall(ctx: Ctx, lease: Lease, rotating: Rotating, outcome: TargetOutcome): Promise<void> {
  if (!outcome.ok) return settleFailure(ctx, lease, rotating, outcome.error);
  // The value that was current works again, and nothing else came of it.
  if (rotating.rotation.step === "Revert") return failRotation(ctx, lease, rotating, null);
  return noteDone(ctx, lease, rotating);
}

async function settleFailure(ctx: Ctx, lease: Lease, rotating: Rotating, error: RotationError): Promise<void> {
  const { step, kind, attempts: before } = rotating.rotation;
  const attempts = before + 1;
  const back = wayBack(kind, rotating.config.subType);
  switch (afterFailure({ step, attempts, back, error })) {
    case "again":
      return noteRetry(ctx, lease, rotating, { error, attempts, dueAt: retryAt(ctx.now(), attempts) });
    case "Revert":
      return beginRevert(ctx, lease, rotating, error);
    case "fail":
      if (back === "takesBack" && step !== "Create") await takeBack(ctx, rotating);
      return failRotation(ctx, lease, rotating, error);
  }
}
