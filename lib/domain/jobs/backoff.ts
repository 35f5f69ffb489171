import { randomBytes } from "@/lib/crypto/random";

const FIRST_MS = 5_000;
const LONGEST_MS = 15 * 60_000;

/**
 * How long to wait after the given failed attempt (1 is the first): 5 s, doubled each time, at most 15 min (decisions
 * 13), less up to a fifth, so that what failed together does not come back together. `share` is in [0, 1).
 */
export function backoffMs(attempt: number, share: number = randomShare()): number {
  const full = Math.min(FIRST_MS * 2 ** Math.min(attempt - 1, 20), LONGEST_MS);
  return Math.round(full * (1 - share / 5));
}

const randomShare = () => randomBytes(4).readUInt32BE() / 2 ** 32;
