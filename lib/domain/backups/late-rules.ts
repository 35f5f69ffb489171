/** P7: a tick that is missing for so long is an alarm, whoever's fault it is. */
export const LATE_AFTER_MS = 10 * 60_000;
