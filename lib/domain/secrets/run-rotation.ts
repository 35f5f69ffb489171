import { log } from "@/lib/log";
import type { Ctx } from "../context";
import { DomainError } from "../errors";
import type { Lease } from "../jobs/lease";
import { beginRevert, failRotation, finishRotation } from "./finish-rotation";
import { retireAccessKey, rotateAccessKey } from "./rotate-access-key";
import { loadRunning, NotNow, type Rotating, type Running, withConfig } from "./rotating";
import type { TargetOutcome } from "./rotation-ports";
import { afterFailure, REFUSALS, type RotationError, restUntil, retryAt, wayBack } from "./rotation-rules";
import { createPending, noteDone, noteRetry, rest, type Turn } from "./rotation-steps";
import { askTarget } from "./rotation-target";
import { SecretDamaged } from "./secret-value";

/**
 * Takes the steps of a rotation that are due, one after the other, until it is over or has to wait (P20). Each step is a
 * transaction of its own or a call that may be repeated; what is known between two of them lies in the rotation's row
 * alone. Whoever is killed at any moment leaves a row whose step is done once more by the next.
 */
export async function runRotation(worker: Ctx, { rotationPk, lease }: { rotationPk: string; lease: Lease }) {
  const running = await loadRunning(worker, rotationPk);
  if (!running) return;
  const turn: Turn = { ctx: asService(worker, running.secret.accountId), lease };
  let rotating = readable(running) ?? (await failRotation(turn, running, "InvalidExtendedConfig"));
  while (rotating && rotating.rotation.dueAt <= worker.now()) rotating = await takeStep(turn, rotating);
}

/** Null where its configuration was damaged: no attempt would read it. */
function readable(running: Running): Rotating | null {
  try {
    return withConfig(running);
  } catch (error) {
    if (error instanceof DomainError) return null;
    throw error;
  }
}

function asService(worker: Ctx, accountId: string): Ctx {
  return worker.actor.kind === "system" ? { ...worker, actor: { ...worker.actor, accountId } } : worker;
}

/** Gives the rotation as it stands then; null where it is over. */
async function takeStep(turn: Turn, rotating: Rotating): Promise<Rotating | null> {
  const { step } = rotating.rotation;
  const isRam = rotating.config.type === "RAMCredentials";
  try {
    switch (step) {
      case "Create":
        return await (isRam ? rotateAccessKey : createPending)(turn, rotating);
      case "Set":
      case "Test":
      case "Revert":
        return await settleCall(turn, rotating, await askTarget(turn, rotating, step));
      case "Finish":
        return await finishRotation(turn, rotating);
      case "Retire":
        return await retireAccessKey(turn, rotating);
    }
  } catch (error) {
    if (!(error instanceof NotNow)) return settleFailure(turn, rotating, refusalOf(error, rotating));
    const { createdAt, startedAt, setAt, testedAt } = rotating.rotation;
    const dueAt = restUntil(turn.ctx.now(), testedAt ?? setAt ?? startedAt ?? createdAt);
    return rest(turn, rotating, { error: error.code, dueAt });
  }
}

/** A refusal of our own rows fails the rotation; anything else is the job's, which tries again. */
function refusalOf(error: unknown, { rotation }: Rotating): RotationError {
  if (error instanceof DomainError && REFUSALS.has(error.code)) return error.code;
  if (!(error instanceof SecretDamaged)) throw error;
  log.error("a value of a secret does not open: its rotation is given up", { rotationPk: rotation.pk, error });
  return "InternalFailure";
}

async function settleCall(turn: Turn, rotating: Rotating, outcome: TargetOutcome): Promise<Rotating | null> {
  if (!outcome.ok) return settleFailure(turn, rotating, outcome.error);
  // The value that was current works again, and nothing else came of it.
  if (rotating.rotation.step === "Revert") return failRotation(turn, rotating, null);
  return noteDone(turn, rotating);
}

async function settleFailure(turn: Turn, rotating: Rotating, error: RotationError): Promise<Rotating | null> {
  const { step, kind, attempts: before } = rotating.rotation;
  const attempts = before + 1;
  const back = wayBack(kind, rotating.config.subType);
  switch (afterFailure({ step, attempts, back, error })) {
    case "again":
      return noteRetry(turn, rotating, { error, attempts, dueAt: retryAt(turn.ctx.now(), attempts) });
    case "Revert":
      // It undoes what was done: what ACSCurrent is, is read once it is this worker's to undo.
      turn.asked = undefined;
      return beginRevert(turn, rotating, error);
    case "fail":
      return failRotation(turn, rotating, step === "Revert" ? null : error);
  }
}
