// Automatic Rotation as it is typed (SEC-31, SEC-52), pure.

export interface RotationDraft {
  on: boolean;
  amount: string;
  unit: "hours" | "days";
}

export const THIRTY_DAYS: RotationDraft = { on: true, amount: "30", unit: "days" };

const HOURS = { hours: 1, days: 24 } as const;

function hoursOf({ amount, unit }: RotationDraft): number | null {
  return /^\d{1,5}$/.test(amount.trim()) ? Number(amount) * HOURS[unit] : null;
}

export function rotationFault(
  draft: RotationDraft,
  { minimum, maximum }: { minimum: number; maximum: number },
): "interval" | undefined {
  if (!draft.on) return undefined;
  const hours = hoursOf(draft);
  return hours === null || hours < minimum || hours > maximum ? "interval" : undefined;
}

export function rotationInput(draft: RotationDraft): { automaticRotation: boolean; intervalSeconds?: number } {
  const hours = draft.on ? hoursOf(draft) : null;
  return hours === null ? { automaticRotation: false } : { automaticRotation: true, intervalSeconds: hours * 3600 };
}
