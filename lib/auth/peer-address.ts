import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";
import { isIP, type Socket } from "node:net";

/**
 * Makes `x-forwarded-for` say who is really at the other end, before Next sees the request: the back-off of wrong
 * passwords is per address (S33), and Next believes whatever a client writes there. Without a proxy it is the
 * connection's own address; behind one, what that proxy appended last. Call once, before the first request.
 */
export function tellPeerAddress(behindProxy: boolean): void {
  subscribe("http.server.request.start", (message) => {
    const { request, socket } = message as { request: IncomingMessage; socket: Socket };
    const forwarded = [request.headers["x-forwarded-for"] ?? []].flat().join(",");
    request.headers["x-forwarded-for"] = peerAddress(forwarded, socket.remoteAddress ?? "", behindProxy);
    if (behindProxy) return;
    for (const name of ["x-forwarded-host", "x-forwarded-proto", "x-forwarded-port"]) delete request.headers[name];
  });
}

export function peerAddress(forwardedFor: string, connectionAddress: string, behindProxy: boolean): string {
  const last = forwardedFor.split(",").at(-1)?.trim();
  // What is no address is nobody's: it would be counted as one (S33), and what a client makes up may be of any length.
  return behindProxy && last && isIP(last) ? last : connectionAddress;
}
