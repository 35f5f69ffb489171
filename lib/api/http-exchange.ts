import type { IncomingMessage, ServerResponse } from "node:http";
import { DomainError } from "@/lib/domain/errors";
import type { Region } from "@/lib/domain/instances/regions";
import { asRefusal } from "@/lib/domain/transaction";
import type { Call } from "./dispatch";
import { type AccessDenied, type Body, errorBody, successBody } from "./envelope";
import { toWireError } from "./error-map";
import { readHeaders, singleHeader, type WireHeaders } from "./headers";
import { namedPlace } from "./region";
import { readBody } from "./request-body";
import { parseSignedRequest, type WireRequest } from "./signature";
import { sourceAddress } from "./source-address";
import { refusal, WireError } from "./wire-error";

/** What one exchange asks of the process around it. */
export interface ExchangeDependencies {
  now(): Date;
  regions: readonly Region[];
  /** A UUID; every answer carries one (GEN-06). */
  newRequestId(): string;
  /** Whether a proxy stands in front, and says where each request comes from. */
  behindProxy?: boolean;
  /**
   * Authenticates (looks the secret up, `call.signed.verify`, nonce), runs and records. Gives the fields of the answer
   * without RequestId; what it throws becomes the error body.
   */
  answer(call: Call): Promise<Body>;
  /** Told of whatever is thrown that is no refusal, with the request id that the caller is shown. */
  onFailure(error: unknown, requestId: string): void;
}

const USER_AGENT_LIMIT = 256;

/** One request and its answer. Never throws. */
export async function exchange(
  dependencies: ExchangeDependencies,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const requestId = dependencies.newRequestId();
  response.on("error", () => request.socket.destroy());
  let call: Call | undefined;
  try {
    const wire = await readRequest(request);
    if (wire === undefined) return;
    call = readCall(dependencies, wire, request, requestId);
    send(response, requestId, 200, successBody(requestId, await dependencies.answer(call)));
  } catch (cause) {
    const thrown = asRefusal(cause);
    if (!(thrown instanceof WireError || thrown instanceof DomainError)) dependencies.onFailure(thrown, requestId);
    const error = toWireError(thrown);
    if (error.retryAfterMilliseconds) response.setHeader("x-acs-retry-after", String(error.retryAfterMilliseconds));
    send(response, requestId, error.status, errorBody(requestId, error, hostId(request), accessDenied(thrown, call)));
  }
}

/** Reads the body before anything is judged, so that the connection can be kept; undefined when the client left. */
async function readRequest(request: IncomingMessage): Promise<WireRequest | undefined> {
  const headers = readHeaders(request.rawHeaders);
  let body: Buffer;
  try {
    body = hasNoBody(headers) ? await NO_BODY : await readBody(request);
  } catch (error) {
    if (error instanceof WireError) throw error;
    return undefined;
  }
  const method = request.method ?? "";
  if (method !== "GET" && method !== "POST") throw refusal.unsupportedMethod();
  const [path = "", ...query] = (request.url ?? "").split("?");
  if (path !== "/") throw refusal.unknownAction();
  return { method, path, rawQuery: query.join("?"), headers, body };
}

const NO_BODY = Promise.resolve(Buffer.alloc(0));

/** Most calls carry all in the URL. Nobody need listen for a body that the head says is none; its end is read by then. */
function hasNoBody(headers: WireHeaders): boolean {
  const [length = "0"] = headers.get("content-length") ?? [];
  return length === "0" && !headers.has("transfer-encoding");
}

function readCall(
  dependencies: ExchangeDependencies,
  wire: WireRequest,
  request: IncomingMessage,
  requestId: string,
): Call {
  const signed = parseSignedRequest(wire, dependencies.now());
  return {
    requestId,
    signed,
    named: namedPlace(signed.parameters, singleHeader(wire.headers, "host"), dependencies.regions),
    sourceAddress: sourceAddress(request, dependencies.behindProxy ?? false),
    userAgent: (wire.headers.get("user-agent")?.[0] ?? "").slice(0, USER_AGENT_LIMIT),
  };
}

function accessDenied(error: unknown, call: Call | undefined): AccessDenied | undefined {
  if (!(error instanceof DomainError) || error.code !== "NoPermission" || !call?.principal) return undefined;
  return { action: String(error.params.action ?? `kms:${call.signed.action}`), principal: call.principal };
}

/** The host that was asked, if it can be one. */
function hostId(request: IncomingMessage): string {
  const host = request.headers.host ?? "";
  return /^[A-Za-z0-9.:[\]-]{1,255}$/.test(host) ? host : "";
}

function send(response: ServerResponse, requestId: string, status: number, body: Body): void {
  if (response.headersSent || response.destroyed) return;
  // As text it goes out in one write with the head.
  const text = JSON.stringify(body);
  if (!response.req.complete) response.shouldKeepAlive = false; // a body too long to be read to its end
  response.writeHead(status, {
    "content-type": "application/json;charset=utf-8",
    "content-length": Buffer.byteLength(text),
    "cache-control": "no-store",
    "x-acs-request-id": requestId,
  });
  response.end(text);
}
