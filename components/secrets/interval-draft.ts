import { type RotationDraft, rotationFault, rotationInput, THIRTY_DAYS } from "./create/rotation-draft";

// The interval of a secret that rotates, or is to, as the form of Set rotation shows it (SEC-31), pure.

const HOUR = 3600;
const DAY = 24 * HOUR;

/** What the form begins with: on, since who opens it wants that more often than not. */
export function draftOf(seconds: number | null): RotationDraft {
  if (seconds === null) return THIRTY_DAYS;
  if (seconds % DAY === 0) return { on: true, amount: String(seconds / DAY), unit: "days" };
  return { on: true, amount: String(Math.round(seconds / HOUR)), unit: "hours" };
}

/** Null where it is off, or no number within the limits. */
export function secondsOf(draft: RotationDraft, limits: { minimum: number; maximum: number }): number | null {
  return rotationFault(draft, limits) ? null : (rotationInput(draft).intervalSeconds ?? null);
}
