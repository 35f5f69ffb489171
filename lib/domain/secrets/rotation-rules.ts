import type { RotationKind, RotationStep } from "@/lib/generated/prisma/enums";
import type { ErrorCode } from "../errors";
import { backoffMs } from "../jobs/backoff";
import type { SecretSubType } from "./managed-rules";
import { isPassing, TARGET_ERRORS, type TargetError } from "./rotation-ports";

export type { RotationStep };

// How rotations go on (SEC-15, SEC-33, P20), pure: what follows a step, when it is tried again, and when it is given up.

/** SEC-32: of RotateSecret, per account. */
export const ROTATIONS_PER_HOUR = 50;

/** SEC-33: how long the AccessKey that was current still works. */
export const RAM_WINDOW_HOURS = { maximum: 168, usual: 48 } as const;

/** SEC-34 */
export const rotationAfter = (last: Date, seconds: number): Date => new Date(last.getTime() + seconds * 1000);

/** Why a step was not done. */
export type RotationError = TargetError | ErrorCode;

/** Refusals of our own rows, which somebody has to change. Whatever else a step may meet passes by itself. */
export const REFUSALS: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "RotationTargetNotFound",
  "SecretVersionNotFound",
  "InvalidSecretData",
  "InvalidExtendedConfig",
  "UserNotFound",
  "AccessKeyLimit",
  "AccessKeyNotFound",
  "AccessKeyInactive",
  "AccessKeyMismatch",
]);

/** What giving up asks for, once the target may have been given the new value. */
export type WayBack =
  /** Its one account must have the current value again: until then nobody knows which value works. */
  | "restores"
  /** The new key is taken away again as far as possible, else by the next rotation; what was valid stays so. */
  | "takesBack"
  /** ACSCurrent was never touched. */
  | "none";

/** There is a way back only to a value that is known. */
export function wayBack(kind: RotationKind, subType: SecretSubType): WayBack {
  if (kind === "Setup") return "none";
  if (subType === "SingleUser" || subType === "Password") return "restores";
  return subType === "SSHKey" ? "takesBack" : "none";
}

/** Attempts at a step in all, where nothing is done about it in between: two refusals may have been chance. */
const REFUSED = 3;
/** A little more than an hour. */
const PASSING = 12;

interface Tried {
  step: RotationStep;
  /** With this one. */
  attempts: number;
  back: WayBack;
  error: RotationError;
}

export type Verdict = "again" | "Revert" | "fail";

/**
 * What comes of a step that was not done. The one account is never given up: whatever its target says of it now, also that
 * it is not there, may be a mistake, and what ends the rotation takes its values away.
 */
export function afterFailure({ step, attempts, back, error }: Tried): Verdict {
  if (step === "Revert" && back === "restores") return "again";
  if (attempts < allowedAttempts(error)) return "again";
  const isBegun = step === "Set" || step === "Test" || step === "Finish";
  return isBegun && back !== "none" ? "Revert" : "fail";
}

function allowedAttempts(error: RotationError): number {
  // What our own rows say is the same the next time.
  if (!isTargetError(error)) return 1;
  return isPassing(error) ? PASSING : REFUSED;
}

const isTargetError = (error: RotationError): error is TargetError =>
  (TARGET_ERRORS as readonly string[]).includes(error);

/** What follows a step that was done; null where it was the last. */
export const NEXT_STEP: Readonly<Record<RotationStep, RotationStep | null>> = {
  Create: "Set",
  Set: "Test",
  Test: "Finish",
  Finish: null,
  Retire: null,
  Revert: null,
};

export function retryAt(now: Date, attempts: number): Date {
  return new Date(now.getTime() + backoffMs(attempts));
}

const REST_MS = { least: 30_000, most: 15 * 60_000 } as const;

/** What may not go on now is looked at again once it has waited as long as it has already: a wait that doubles. */
export function restUntil(now: Date, since: Date): Date {
  const waited = now.getTime() - since.getTime();
  return new Date(now.getTime() + Math.min(Math.max(waited, REST_MS.least), REST_MS.most));
}

const DAY_MS = 86_400_000;

/**
 * Where a job stands among those that wait for a worker, as the date by which they are taken: first whatever leaves an
 * account without a value that works, then what somebody waits for, then what the clock began.
 */
export function placeInLine(step: RotationStep, kind: RotationKind, dueAt: Date): Date {
  const ahead = step === "Revert" ? 20_000 : kind === "Scheduled" ? 0 : 10_000;
  return new Date(dueAt.getTime() - ahead * DAY_MS);
}

/** What a target that is away answers: as long as so many rotations wait for it, the clock begins no more of them there. */
export const AWAY = { errors: TARGET_ERRORS.filter(isPassing), probes: 2 } as const;
