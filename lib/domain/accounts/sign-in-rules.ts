import { isIPv4, isIPv6 } from "node:net";

// S33: five wrong tries are free, then each waits longer, per name and address. Whoever tries from elsewhere is not
// touched by it, so nobody can lock the owner out.

export const FREE_TRIES = 5;
const FIRST_WAIT_SECONDS = 30;
const LONGEST_WAIT_SECONDS = 15 * 60;
/** After so long without a try the count begins anew. */
const FORGOTTEN_AFTER_SECONDS = 15 * 60;

export interface Attempts {
  count: number;
  blockedUntil: Date;
  lastAt: Date;
}

export type Verdict = { admitted: true; next: Attempts } | { admitted: false; retryAfterSeconds: number };

/**
 * Whether one more try may be made now, and what the count is with it. It is counted before the password is looked at:
 * a thousand tries at once are counted like a thousand in a row.
 */
export function admitAttempt(before: Attempts | null, now: Date): Verdict {
  const past = before && before.lastAt.getTime() + FORGOTTEN_AFTER_SECONDS * 1000 > now.getTime() ? before : null;
  if (before && before.blockedUntil > now) {
    return { admitted: false, retryAfterSeconds: Math.ceil((before.blockedUntil.getTime() - now.getTime()) / 1000) };
  }
  const count = (past?.count ?? 0) + 1;
  return {
    admitted: true,
    next: { count, lastAt: now, blockedUntil: new Date(now.getTime() + waitSeconds(count) * 1000) },
  };
}

/** What must pass after the try of this number, should it be wrong. */
export function waitSeconds(count: number): number {
  if (count < FREE_TRIES) return 0;
  return Math.min(FIRST_WAIT_SECONDS * 2 ** Math.min(count - FREE_TRIES, 10), LONGEST_WAIT_SECONDS);
}

/** What counts as one address: an IPv4 address, or the 64 bits of IPv6 that one customer of a provider holds. */
export function addressKey(sourceIp: string | undefined): string {
  const ip = (sourceIp ?? "")
    .toLowerCase()
    .replace(/^::ffff:(?=\d+\.)/, "")
    .replace(/%.*$/, "");
  if (isIPv4(ip) || !isIPv6(ip)) return ip;
  const [head = "", tail] = ip.split("::");
  const groups = head.split(":").filter(Boolean);
  const after = tail?.split(":").filter(Boolean) ?? [];
  const zeros = tail === undefined ? 0 : 8 - groups.length - after.length;
  const all = [...groups, ...Array<string>(Math.max(zeros, 0)).fill("0"), ...after];
  return `${all
    .slice(0, 4)
    .map((group) => group.padStart(4, "0"))
    .join(":")}::/64`;
}
