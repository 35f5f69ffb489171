import type { ConsoleAddress } from "./console-address";

const LOOPBACK = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i;
const READS = ["GET", "HEAD"];

interface CheckedRequest {
  method: string;
  headers: { get(name: string): string | null };
}

export type Verdict =
  | { kind: "go" }
  /** This machine under another of its names: the same place, so the browser is shown the right one. */
  | { kind: "moved" }
  | { kind: "refused"; status: 403 | 421; why: string };

/**
 * Whether a request is for this console and, where it writes, from it (S41, S49). A missing Origin is refused like a
 * wrong one: every browser sends it with a POST. This is no authorization: operations do that, whatever happens here.
 */
export function checkRequest(request: CheckedRequest, address: ConsoleAddress): Verdict {
  const host = request.headers.get("host") ?? "";
  const forwardedHost = request.headers.get("x-forwarded-host") ?? host;
  if (host !== address.host || forwardedHost !== address.host) {
    const otherName = LOOPBACK.test(host) && LOOPBACK.test(address.host) && portOf(host) === portOf(address.host);
    if (otherName && forwardedHost === host && READS.includes(request.method)) return { kind: "moved" };
    return { kind: "refused", status: 421, why: `This console answers at ${address.origin} only (KMS_PUBLIC_URL).` };
  }
  if (!READS.includes(request.method) && request.headers.get("origin") !== address.origin) {
    return { kind: "refused", status: 403, why: "The request does not come from this console." };
  }
  return { kind: "go" };
}

function portOf(host: string): string {
  return /:(\d+)$/.exec(host)?.[1] ?? "";
}
