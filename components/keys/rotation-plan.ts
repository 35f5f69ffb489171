import type { KeyView } from "@/lib/domain/keys/key-view";
import { nextRotation, rotationDays } from "@/lib/domain/keys/rotation-rules";

// What the Set rotation dialog asks and the rotation card explains (KEY-70..77). Pure.

const DAY_SECONDS = 86_400;
const USUAL_DAYS = 90;

/** Why rotation stands still, or what the card has to say of it; null where all is well. */
export type RotationNews =
  | "service"
  | "external"
  | "otherSpec"
  | "quota"
  | "failed"
  | "disabled"
  | "pendingDeletion"
  | "restored"
  | "unavailable"
  | "noPlan"
  | "planEnded";

type Facts = Pick<KeyView, "kind" | "origin" | "spec" | "state" | "deleteAt" | "automaticRotation" | "rotationError">;

export function rotationNews(key: Facts, planEndsAt: Date | null): RotationNews | null {
  if (key.kind === "Service") return "service";
  if (key.origin === "EXTERNAL") return "external";
  if (key.spec !== "Aliyun_AES_256") return "otherSpec";
  if (key.automaticRotation === "Suspended") return whySuspended(key);
  const isOn = key.automaticRotation === "Enabled";
  if (key.kind === "Default" && planEndsAt === null) return isOn ? "planEnded" : "noPlan";
  if (!isOn) return null;
  if (key.rotationError) return key.rotationError === "KeyQuotaExceeded" ? "quota" : "failed";
  return key.state === "Unavailable" ? "unavailable" : null;
}

function whySuspended({ state, deleteAt }: Facts): RotationNews {
  if (deleteAt) return "pendingDeletion";
  // BKP-96: only a restore leaves an Enabled key at rest.
  return state === "Enabled" ? "restored" : "disabled";
}

/** What the field opens with: the period as it is, else a quarter, within KEY-72. */
export function openingDays(key: Pick<KeyView, "kind" | "instanceId" | "rotationSeconds">): string {
  const { minimum, maximum } = daysOf(key);
  const days = key.rotationSeconds === null ? USUAL_DAYS : Math.round(key.rotationSeconds / DAY_SECONDS);
  return String(Math.min(Math.max(days, minimum), maximum));
}

export function daysOf({ kind, instanceId }: Pick<KeyView, "kind" | "instanceId">) {
  return rotationDays({ kind, instancePk: instanceId });
}

/** The period as typed, in seconds; undefined for what KEY-72 does not allow. */
export function secondsTyped(key: Pick<KeyView, "kind" | "instanceId">, typed: string): number | undefined {
  const { minimum, maximum } = daysOf(key);
  const days = /^\d{1,4}$/.test(typed.trim()) ? Number(typed) : Number.NaN;
  return days >= minimum && days <= maximum ? days * DAY_SECONDS : undefined;
}

/** When it would rotate with that period; "at once" where that has passed (KEY-70). */
export function rotatesAt(lastRotatedAt: Date, seconds: number, now: Date): Date | "at once" {
  const at = nextRotation(lastRotatedAt, seconds);
  return at.getTime() <= now.getTime() ? "at once" : at;
}
