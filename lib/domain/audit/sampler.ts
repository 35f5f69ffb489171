/** More names than this are forgotten together: what a stranger can make up must not fill the memory. */
const NAMES_MAX = 1000;

/**
 * Which of many alike are worth an event (decisions 9): the first of each name, and one again after so long. For what
 * strangers can cause as often as they like.
 */
export function sampler(everyMs: number): (name: string, now: number) => boolean {
  const lastAt = new Map<string, number>();
  return (name, now) => {
    if (Math.abs(now - (lastAt.get(name) ?? Number.NEGATIVE_INFINITY)) < everyMs) return false;
    if (lastAt.size >= NAMES_MAX) lastAt.clear();
    lastAt.set(name, now);
    return true;
  };
}
