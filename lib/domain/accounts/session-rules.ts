// How long a signed-in person stays so (S31, ASVS 7.3). All by the database's clock (decisions 14).

/** A working day: after it everybody signs in again. */
export const SESSION_LIMIT_HOURS = 12;
/** Without a request for so long, the session is over: a meeting, but not a night. */
export const SESSION_IDLE_MINUTES = 120;
/** `seen_at` is written at most so often: reading a page is not to write a row each time. */
export const SESSION_TOUCH_SECONDS = 60;

/** S36: for so long a password, and where there is one a second factor, opens what cannot be undone. */
export const STEP_UP_MINUTES = 5;

export function isSteppedUp({ steppedUpAt }: { steppedUpAt: Date | null }, at: Date): boolean {
  return steppedUpAt !== null && at.getTime() - steppedUpAt.getTime() < STEP_UP_MINUTES * 60_000;
}

export interface SessionTimes {
  seenAt: Date;
  expiresAt: Date;
  revokedAt: Date | null;
}

export function sessionExpiry(startedAt: Date): Date {
  return new Date(startedAt.getTime() + SESSION_LIMIT_HOURS * 3_600_000);
}

/** Sessions seen before this moment have ended by idling. */
export function idleSince(at: Date): Date {
  return new Date(at.getTime() - SESSION_IDLE_MINUTES * 60_000);
}

export function isLive(session: SessionTimes, at: Date): boolean {
  return session.revokedAt === null && session.expiresAt > at && session.seenAt > idleSince(at);
}

export function needsTouch(session: Pick<SessionTimes, "seenAt">, at: Date): boolean {
  return at.getTime() - session.seenAt.getTime() >= SESSION_TOUCH_SECONDS * 1000;
}
