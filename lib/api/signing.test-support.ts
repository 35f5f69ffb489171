import { createHash, createHmac, randomUUID } from "node:crypto";
import { wireTime } from "./envelope";
import { ACCESS_KEY } from "./gateway.test-support";

/** Signers written from openapi.md 1.3 and 1.4 alone, sharing nothing with the code under test. */

const encode = (value: string) =>
  encodeURIComponent(value).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

export const formText = (parameters: Record<string, string>) =>
  Object.keys(parameters)
    .sort()
    .map((name) => `${encode(name)}=${encode(parameters[name] ?? "")}`)
    .join("&");

export interface RpcOptions {
  method?: string;
  secret?: string;
  signedAt?: Date;
  hash?: "sha1" | "sha256";
}

/** All parameters of a signed RPC V1 call, the signature included. */
export function signRpc(parameters: Record<string, string>, options: RpcOptions = {}): Record<string, string> {
  const { method = "GET", secret = ACCESS_KEY.secret, signedAt = new Date(), hash = "sha1" } = options;
  const all: Record<string, string> = {
    Action: "Echo",
    Version: "2016-01-20",
    Format: "JSON",
    AccessKeyId: ACCESS_KEY.id,
    SignatureMethod: `HMAC-${hash.toUpperCase()}`,
    SignatureVersion: "1.0",
    SignatureNonce: randomUUID(),
    Timestamp: wireTime(signedAt),
    ...parameters,
  };
  const toSign = `${method}&%2F&${encode(formText(all))}`;
  return { ...all, Signature: createHmac(hash, `${secret}&`).update(toSign).digest("base64") };
}

export interface Acs3Options {
  method?: string;
  query?: Record<string, string>;
  body?: string;
  accessKeyId?: string;
  secret?: string;
  headers?: Record<string, string>;
  /** Names left out of SignedHeaders. */
  unsigned?: readonly string[];
}

/** The headers of a signed ACS3 call. */
export function signAcs3(action: string, host: string, options: Acs3Options = {}): Record<string, string> {
  const { method = "POST", query = {}, body = "", unsigned = [] } = options;
  const { accessKeyId = ACCESS_KEY.id, secret = ACCESS_KEY.secret } = options;
  const headers: Record<string, string> = {
    host,
    "x-acs-action": action,
    "x-acs-version": "2016-01-20",
    "x-acs-date": wireTime(new Date()),
    "x-acs-signature-nonce": randomUUID(),
    "x-acs-content-sha256": createHash("sha256").update(body).digest("hex"),
    ...(body ? { "content-type": "application/x-www-form-urlencoded" } : {}),
    ...options.headers,
  };
  const names = Object.keys(headers)
    .filter((name) => !unsigned.includes(name))
    .sort();
  const canonical = [
    method,
    "/",
    formText(query),
    names.map((name) => `${name}:${headers[name]}\n`).join(""),
    names.join(";"),
    headers["x-acs-content-sha256"],
  ].join("\n");
  const toSign = `ACS3-HMAC-SHA256\n${createHash("sha256").update(canonical).digest("hex")}`;
  const signature = createHmac("sha256", secret).update(toSign).digest("hex");
  return {
    ...headers,
    authorization: `ACS3-HMAC-SHA256 Credential=${accessKeyId},SignedHeaders=${names.join(";")},Signature=${signature}`,
  };
}
