import { createHash, createHmac, randomUUID } from "node:crypto";

export interface Credentials {
  accessKeyId: string;
  accessKeySecret: string;
}

const EMPTY_SHA256 = createHash("sha256").update("").digest("hex");
const encode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

/** A whole signed POST as it goes over the wire (ACS3-HMAC-SHA256). */
export function signedRequest(
  action: string,
  parameters: Readonly<Record<string, string>>,
  host: string,
  credentials: Credentials,
): string {
  const query = Object.keys(parameters)
    .sort()
    .map((name) => `${encode(name)}=${encode(parameters[name] ?? "")}`)
    .join("&");
  const headers = [
    ["host", host],
    ["x-acs-action", action],
    ["x-acs-content-sha256", EMPTY_SHA256],
    ["x-acs-date", `${new Date().toISOString().slice(0, 19)}Z`],
    ["x-acs-signature-nonce", randomUUID()],
    ["x-acs-version", "2016-01-20"],
  ] as const;
  const names = headers.map(([name]) => name).join(";");
  const lines = headers.map(([name, value]) => `${name}:${value}\n`).join("");
  const canonical = `POST\n/\n${query}\n${lines}\n${names}\n${EMPTY_SHA256}`;
  const toSign = `ACS3-HMAC-SHA256\n${createHash("sha256").update(canonical).digest("hex")}`;
  const signature = createHmac("sha256", credentials.accessKeySecret).update(toSign).digest("hex");
  const authorization = `ACS3-HMAC-SHA256 Credential=${credentials.accessKeyId},SignedHeaders=${names},Signature=${signature}`;
  const head = headers.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  return `POST /?${query} HTTP/1.1\r\n${head}authorization: ${authorization}\r\ncontent-length: 0\r\n\r\n`;
}
