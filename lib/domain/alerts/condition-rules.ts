/** Which shares of a quota are reached (AUD-16, AUD-17), in whole numbers: 7 of 10 is 70 %, 699 of 1000 is not. */
export function usageSteps(used: number, quota: number): (70 | 90)[] {
  return ([70, 90] as const).filter((percent) => quota > 0 && used * 100 >= quota * percent);
}

const DAY_MS = 24 * 3600_000;

export type ExpiryStage = { days: 7 | 3 | 1; at: Date } | { days: 0; at: Date };

/**
 * How near an end is (AUD-19): the last of 7, 3 and 1 days before it that has passed, or the end itself; and when that
 * was. Those that passed unseen are not made up for: "7 days" would be wrong by then.
 */
export function expiryStage(endsAt: Date, now: Date): ExpiryStage | null {
  for (const days of [0, 1, 3, 7] as const) {
    const at = new Date(endsAt.getTime() - days * DAY_MS);
    if (at.getTime() <= now.getTime()) return { days, at };
  }
  return null;
}
