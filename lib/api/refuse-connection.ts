import type { ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { errorBody } from "./envelope";
import type { WireError } from "./wire-error";

const LINGER_MILLISECONDS = 1000;

const refused = new WeakSet<Duplex>();

/**
 * Answers on a connection whose bytes are not a request that can be handled, and ends it. A call that was read whole
 * before the bad bytes is answered first: it may have changed something.
 */
export function refuseConnection(socket: Duplex, error: WireError, requestId: string, underWay?: ServerResponse): void {
  if (refused.has(socket)) return; // the rest of the same bytes
  refused.add(socket);
  const unanswered = underWay !== undefined && !underWay.writableFinished;
  if (unanswered && underWay.req.complete) {
    underWay.once("close", () => socket.destroy());
    return;
  }
  if (!socket.writable || (unanswered && underWay.headersSent)) {
    socket.destroy();
    return;
  }
  socket.on("error", () => socket.destroy());
  socket.end(rawAnswer(error, requestId));
  // Reading on for a moment: a socket destroyed with bytes unread resets, and the answer is lost on the way.
  const linger = setTimeout(() => socket.destroy(), LINGER_MILLISECONDS);
  socket.once("close", () => clearTimeout(linger));
  socket.resume();
}

function rawAnswer(error: WireError, requestId: string): string {
  const body = JSON.stringify(errorBody(requestId, error, ""));
  return [
    `HTTP/1.1 ${error.status} Refused`,
    "content-type: application/json;charset=utf-8",
    `content-length: ${Buffer.byteLength(body)}`,
    "cache-control: no-store",
    `x-acs-request-id: ${requestId}`,
    "connection: close",
    "",
    body,
  ].join("\r\n");
}
