// How rotations go on (SEC-15, SEC-33, P20), pure: what follows a step, when a call is tried again, and when it is given up.

/** SEC-32: of RotateSecret, per account. */
export const ROTATIONS_PER_HOUR = 50;

/** SEC-33: how long the AccessKey that was current still works. */
export const RAM_WINDOW_HOURS = { maximum: 168, usual: 48 } as const;

/** SEC-34 */
export const rotationAfter = (last: Date, seconds: number): Date => new Date(last.getTime() + seconds * 1000);
