import type { Ctx } from "../context";

// Counting a million rows costs ten pages of them, so a total above 50,000 is kept for five seconds (decisions 18). Below,
// every answer is counted anew: there a key that was just made is looked for.

const KEPT_ABOVE = 50_000;
const KEPT_MS = 5000;
/** Lists of different filters kept at a time; the oldest goes. */
const KEPT_MAX = 500;

interface Kept<Value> {
  value: Promise<Value>;
  /** Of this process's own clock: how old a figure is has nothing to do with business time. */
  at: number;
}

const keptOf = new WeakMap<object, Map<string, Kept<unknown>>>();

/** What `count` finds, or found for the same `name` within the last five seconds where that was much. */
export async function keptCount<Value>(
  db: Ctx["db"],
  name: string,
  count: () => Promise<Value>,
  sizeOf: (value: Value) => number,
  { above = KEPT_ABOVE, clock = () => performance.now() } = {},
): Promise<Value> {
  const kept = keptOf.get(db) ?? new Map<string, Kept<unknown>>();
  keptOf.set(db, kept);
  const known = kept.get(name) as Kept<Value> | undefined;
  if (known && clock() - known.at < KEPT_MS) return known.value;
  const at = clock();
  const value = count();
  // What was much is much: whoever asks meanwhile waits for the same count.
  if (known) keep(kept, name, { value, at });
  try {
    const found = await value;
    if (sizeOf(found) > above) keep(kept, name, { value, at: clock() });
    else kept.delete(name);
    return found;
  } catch (error) {
    kept.delete(name);
    throw error;
  }
}

function keep(kept: Map<string, Kept<unknown>>, name: string, entry: Kept<unknown>): void {
  kept.delete(name);
  kept.set(name, entry);
  for (const oldest of kept.keys()) {
    if (kept.size <= KEPT_MAX) break;
    kept.delete(oldest);
  }
}
