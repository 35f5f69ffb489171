import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";

/**
 * Where a request comes from, for the conditions of policies (ACC-08) and for events: the other end of the connection;
 * behind a proxy what that one appended last. All that stands before it may be the caller's own invention.
 */
export function sourceAddress(
  request: Pick<IncomingMessage, "headers"> & { socket: { remoteAddress?: string | undefined } },
  behindProxy: boolean,
): string {
  const connected = request.socket.remoteAddress ?? "";
  if (!behindProxy) return connected; // Node puts `headers` together when they are asked for
  const last = [request.headers["x-forwarded-for"] ?? []].flat().join(",").split(",").at(-1)?.trim() ?? "";
  return isIP(last) ? last : connected;
}
