import type { AutomaticRotation, KeyKind, KeyState } from "@/lib/generated/prisma/enums";
import { DomainError } from "../errors";

// When keys rotate (KEY-70..74), pure: forms, operations and the worker read the same rules.

const DAY_SECONDS = 86_400;

/** KEY-72: in an instance, as the default key, and outside instances (KMS 1.0). In days. */
export const ROTATION_DAYS = {
  instance: { minimum: 7, maximum: 365 },
  default: { minimum: 365, maximum: 365 },
  classic: { minimum: 7, maximum: 730 },
} as const;

type Place = { kind: KeyKind; instancePk: string | null };

export function rotationDays({ kind, instancePk }: Place): { minimum: number; maximum: number } {
  if (kind !== "Customer") return ROTATION_DAYS.default;
  return instancePk === null ? ROTATION_DAYS.classic : ROTATION_DAYS.instance;
}

/** @throws DomainError InvalidRotationInterval */
export function assertRotationSeconds(place: Place, seconds: number): void {
  const { minimum, maximum } = rotationDays(place);
  if (!Number.isInteger(seconds) || seconds < minimum * DAY_SECONDS || seconds > maximum * DAY_SECONDS) {
    throw new DomainError("InvalidRotationInterval", { minimum, maximum });
  }
}

const UNIT_SECONDS: Readonly<Record<string, number>> = { d: DAY_SECONDS, h: 3600, m: 60, s: 1 };

/** `<int>[d|h|m|s]` in seconds (KEY-71); undefined for anything else. */
export function intervalSeconds(text: string): number | undefined {
  const [, digits, unit] = /^([1-9][0-9]{0,9})([dhms])$/.exec(text) ?? [];
  const seconds = digits && unit ? Number(digits) * (UNIT_SECONDS[unit] ?? 0) : 0;
  return seconds > 0 && Number.isSafeInteger(seconds) ? seconds : undefined;
}

/** KEY-70: from the last version on; what lies in the past is due at once. */
export function nextRotation(lastRotatedAt: Date, seconds: number): Date {
  return new Date(lastRotatedAt.getTime() + seconds * 1000);
}

/** KEY-74: rotation rests while the key is not Enabled. */
export function rotationIn(state: KeyState, rotation: AutomaticRotation): AutomaticRotation {
  if (rotation === "Disabled") return "Disabled";
  return state === "Enabled" ? "Enabled" : "Suspended";
}

interface Rotation {
  automaticRotation: AutomaticRotation;
  rotationSeconds: number | null;
  lastRotatedAt: Date;
}

/**
 * The columns of rotation for a key that comes to `state`. Its date is reckoned anew when it goes on: a key that a backup
 * brought back at rest has none (BKP-96), and one whose date passed meanwhile rotates at once (KEY-70).
 */
export function rotationColumnsIn(
  state: KeyState,
  { automaticRotation, rotationSeconds, lastRotatedAt }: Rotation,
): { automaticRotation: AutomaticRotation; nextRotationAt?: Date } {
  const rotation = rotationIn(state, automaticRotation);
  if (rotation !== "Enabled" || rotationSeconds === null) return { automaticRotation: rotation };
  return { automaticRotation: rotation, nextRotationAt: nextRotation(lastRotatedAt, rotationSeconds) };
}
