import type { SecretView } from "@/lib/domain/secrets/secret-view";

// What a list or page says of a secret's rotation in one word. Pure.

type ShownRotation = "Enabled" | "Disabled" | "Invalid" | "Rotating" | "SettingUp";

type Rotates = Pick<SecretView, "automaticRotation" | "rotationError" | "running">;

/**
 * What failed stays in sight until something has worked (SEC-03): a rotation that runs covers it only while nothing has
 * gone wrong with that one.
 */
export function shownRotation({ automaticRotation, running }: Rotates): ShownRotation {
  const failed = automaticRotation === "Invalid" || automaticRotation === "Suspended";
  if (failed && (!running || running.errorCode !== null)) return "Invalid";
  if (running) return running.kind === "Setup" ? "SettingUp" : "Rotating";
  return automaticRotation === "Enabled" ? "Enabled" : "Disabled";
}

/** Why it is so: of the rotation that is tried again, else of the last that failed. */
export function rotationTrouble({ rotationError, running }: Rotates): string | null {
  return running ? running.errorCode : rotationError;
}
