import { singleHeader, type WireHeaders } from "./headers";
import { mergeParameters, type Parameters, parseParameters } from "./parameters";
import { readAcs3Signature } from "./signature-acs3";
import { readRpcSignature } from "./signature-v1";
import { refusal } from "./wire-error";

/** A request as it came off the socket, whole. */
export interface WireRequest {
  method: string;
  path: string;
  rawQuery: string;
  headers: WireHeaders;
  body: Buffer;
}

/**
 * A request whose shape and time are right and whose signature is still to be checked: the caller looks the secret of
 * `accessKeyId` up, calls `verify`, and refuses a repeated (`accessKeyId`, `signedAt`, `nonce`).
 */
export interface SignedRequest {
  scheme: "rpc-v1" | "acs3";
  accessKeyId: string;
  /** Signed with the rest; empty where none was sent. */
  securityToken: string;
  action: string;
  version: string;
  parameters: Parameters;
  nonce: string;
  signedAt: Date;
  /** Throws SignatureDoesNotMatch; compares in constant time. */
  verify(secret: string): void;
}

const FRESH_MILLISECONDS = 15 * 60 * 1000;
const NONCE_LIMIT = 256;
const FORM = "application/x-www-form-urlencoded";

/** Reads either scheme (openapi.md 1.1: an `Authorization` that begins with ACS decides). Throws WireError. */
export function parseSignedRequest(request: WireRequest, now: Date): SignedRequest {
  const query = parseParameters(request.rawQuery);
  const scheme = singleHeader(request.headers, "authorization").startsWith("ACS") ? "acs3" : "rpc-v1";
  const read = scheme === "acs3" ? readAcs3(request, query) : readRpc(request, query);
  if (read.nonce.length > NONCE_LIMIT) throw refusal.incompleteSignature("the nonce is too long");
  const { accessKeyId, securityToken, action, version, parameters, nonce, verify } = read;
  return {
    scheme,
    accessKeyId,
    securityToken,
    action,
    version,
    parameters,
    nonce,
    signedAt: freshTime(read.timestamp, now),
    verify,
  };
}

function readAcs3(request: WireRequest, query: Parameters) {
  const { method, path, headers, body } = request;
  // Written out, here and below: every call is read, and copies with a member more cost most of that.
  const read = readAcs3Signature({ method, path, query, headers, body });
  const { accessKeyId, securityToken, action, version, nonce, timestamp, verify } = read;
  const parameters = read.contentTypeIsSigned ? mergeParameters(query, formParameters(request)) : query;
  return { accessKeyId, securityToken, action, version, nonce, timestamp, verify, parameters };
}

function readRpc(request: WireRequest, query: Parameters) {
  const parameters = mergeParameters(query, formParameters(request));
  return { ...readRpcSignature(request.method, parameters), parameters };
}

/** Bodies of other content types carry no parameters (openapi.md 1.1). */
function formParameters({ headers, body }: WireRequest): Parameters {
  const contentType = singleHeader(headers, "content-type").split(";", 1)[0]?.trim().toLowerCase();
  return contentType === FORM ? parseParameters(body.toString("latin1")) : new Map();
}

/** `yyyy-MM-ddTHH:mm:ssZ` (GEN-01), a moment that exists, at most 15 minutes off. */
function freshTime(text: string, now: Date): Date {
  const time = new Date(text);
  const exists = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text) && !Number.isNaN(time.getTime());
  if (!exists || !time.toISOString().startsWith(text.slice(0, 19))) {
    throw refusal.illegalTimestamp('"Timestamp" is not of the form yyyy-MM-ddTHH:mm:ssZ');
  }
  if (Math.abs(now.getTime() - time.getTime()) > FRESH_MILLISECONDS) {
    throw refusal.illegalTimestamp('"Timestamp" is more than 15 minutes away from the time of the server');
  }
  return time;
}
