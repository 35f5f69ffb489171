import { createHmac, timingSafeEqual } from "node:crypto";
import { canonicalEncode, canonicalQuery, type Parameters } from "./parameters";
import { refusal } from "./wire-error";

/** RPC signature version 1.0 (openapi.md 1.4): everything is a parameter, in the query or in the form. */

const DIGESTS: Readonly<Record<string, string>> = { "HMAC-SHA1": "sha1", "HMAC-SHA256": "sha256" };

export interface RpcSignature {
  accessKeyId: string;
  action: string;
  version: string;
  nonce: string;
  timestamp: string;
  securityToken: string;
  verify(secret: string): void;
}

export function readRpcSignature(method: string, parameters: Parameters): RpcSignature {
  const required = (name: string) => {
    const value = parameters.get(name);
    if (!value) throw refusal.missing(name);
    return value;
  };
  const action = required("Action");
  const version = required("Version");
  const accessKeyId = required("AccessKeyId");
  const signature = parameters.get("Signature");
  if (!signature) throw refusal.incompleteSignature("Signature is missing");
  const digest = digestOf(required("SignatureMethod"));
  if (required("SignatureVersion") !== "1.0") throw refusal.unsupportedSignature("SignatureVersion is not 1.0");
  // Go clients send the parameter empty and sign it; a value names a scheme of private keys or bearer tokens.
  if (parameters.get("SignatureType")) throw refusal.unsupportedSignature("SignatureType");
  return {
    accessKeyId,
    action,
    version,
    nonce: required("SignatureNonce"),
    timestamp: required("Timestamp"),
    securityToken: parameters.get("SecurityToken") ?? "",
    verify(secret) {
      const toSign = rpcStringToSign(method, parameters);
      const expected = createHmac(digest, `${secret}&`).update(toSign).digest();
      if (!sameBytes(expected, Buffer.from(signature, "base64"))) throw mismatch(toSign);
    },
  };
}

/** `METHOD&%2F&enc(canonical)`, over all parameters but the signature itself. */
export function rpcStringToSign(method: string, parameters: Parameters): string {
  return `${method}&%2F&${canonicalEncode(canonicalQuery(parameters, "Signature"))}`;
}

export function sameBytes(expected: Buffer, given: Buffer): boolean {
  return expected.length === given.length && timingSafeEqual(expected, given);
}

function digestOf(method: string): string {
  const digest = Object.hasOwn(DIGESTS, method) ? DIGESTS[method] : undefined;
  if (digest === undefined) throw refusal.unsupportedSignature("SignatureMethod is neither HMAC-SHA1 nor HMAC-SHA256");
  return digest;
}

/** Go clients compare the echoed text with their own to tell a wrong secret from a wrong request: it must be whole. */
function mismatch(toSign: string) {
  return refusal.signatureMismatch(
    `Specified signature is not matched with our calculation. server string to sign is:${toSign}`,
  );
}
