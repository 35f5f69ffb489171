import type { Recorded } from "./record";

// What a refusal was about, told beside the error and not in it: doors record refusals after the rollback, and an event
// that names the key is worth more than one that repeats what the caller typed (P22).

const subjects = new WeakMap<object, Recorded>();

/** Runs `check`; whatever it throws is about `subject` from then on. */
export function refusingAbout<T>(subject: Recorded, check: () => T): T {
  try {
    return check();
  } catch (error) {
    throw tellAbout(error, subject);
  }
}

export async function refusingAboutAsync<T>(subject: Recorded, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw tellAbout(error, subject);
  }
}

/** What a refusal was about, where somebody told. */
export function refusalSubject(error: unknown): Recorded | undefined {
  return typeof error === "object" && error !== null ? subjects.get(error) : undefined;
}

/** Marks what an error is about; the first who tells knows best. */
export function tellAbout(error: unknown, subject: Recorded): unknown {
  if (typeof error === "object" && error !== null && !subjects.has(error)) subjects.set(error, subject);
  return error;
}
