import type { RotationView } from "@/lib/domain/secrets/list-secret-rotations";
import type { RotationStep } from "@/lib/domain/secrets/rotation-rules";

// A rotation as a line of steps with their times (P20). Pure.

export interface TimelineStep {
  step: RotationStep;
  state: "done" | "now" | "next" | "failed";
  /** When it was done; of the first, when it began. */
  at: Date | null;
  /** How long it took; of the first, how long the rotation waited to begin. */
  ms: number | null;
}

type Timed = Pick<
  RotationView,
  | "state"
  | "step"
  | "retires"
  | "windowSeconds"
  | "createdAt"
  | "startedAt"
  | "setAt"
  | "testedAt"
  | "finishedAt"
  | "endedAt"
>;

/** `retires`: of RAM secrets, whose old AccessKey ends with the window (SEC-33). */
export function timelineOf(rotation: Timed, retires: boolean): TimelineStep[] {
  const { createdAt, startedAt, setAt, testedAt, finishedAt, endedAt } = rotation;
  const steps: { step: RotationStep; from: Date | null; at: Date | null }[] = [
    { step: "Create", from: createdAt, at: startedAt },
    { step: "Set", from: startedAt, at: setAt },
  ];
  const reverts = rotation.step === "Revert";
  if (testedAt || !reverts) steps.push({ step: "Test", from: setAt, at: testedAt });
  if (reverts) {
    // The new value was refused: what is left to do is the way back.
    steps.push({ step: "Revert", from: testedAt ?? setAt ?? startedAt, at: endedAt });
  } else {
    steps.push({ step: "Finish", from: testedAt, at: finishedAt });
    if (retires) steps.push({ step: "Retire", from: finishedAt, at: finishedAt && endedAt });
  }
  return steps.map(({ step, from, at }) => ({
    step,
    state: stateOf(rotation, step, at),
    at,
    ms: from && at ? at.getTime() - from.getTime() : null,
  }));
}

function stateOf({ state, step: stands }: Timed, step: RotationStep, at: Date | null): TimelineStep["state"] {
  if (state === "Succeeded") return "done";
  if (step === stands) return state === "Running" ? "now" : step === "Revert" ? "done" : "failed";
  return at ? "done" : "next";
}
