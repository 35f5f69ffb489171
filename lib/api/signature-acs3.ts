import { createHash, createHmac } from "node:crypto";
import { singleHeader, type WireHeaders } from "./headers";
import { canonicalQuery, type Parameters } from "./parameters";
import { sameBytes } from "./signature-v1";
import { refusal } from "./wire-error";

/** ACS3-HMAC-SHA256 (openapi.md 1.3): the call is named in headers, which are signed together with query and body. */

const SCHEME = "ACS3-HMAC-SHA256";
const EMPTY_DIGEST = sha256Hex("");
const TOKEN_HEADER = "x-acs-security-token";
const REQUIRED_HEADERS = [
  "host",
  "x-acs-action",
  "x-acs-content-sha256",
  "x-acs-date",
  "x-acs-signature-nonce",
  "x-acs-version",
] as const;

export interface Acs3Signature {
  accessKeyId: string;
  action: string;
  version: string;
  nonce: string;
  timestamp: string;
  securityToken: string;
  /** An unsigned content type could be changed on the way, and with it what the body means. */
  contentTypeIsSigned: boolean;
  verify(secret: string): void;
}

export interface Acs3Source {
  method: string;
  path: string;
  query: Parameters;
  headers: WireHeaders;
  body: Buffer;
}

export function readAcs3Signature(source: Acs3Source): Acs3Signature {
  const { headers } = source;
  const { accessKeyId, signedHeaders, signature } = readAuthorization(singleHeader(headers, "authorization"));
  const action = singleHeader(headers, "x-acs-action");
  if (action === "") throw refusal.missing("Action");
  const version = singleHeader(headers, "x-acs-version");
  if (version === "") throw refusal.missing("Version");
  checkSignedHeaders(headers, signedHeaders);
  const bodyDigest = singleHeader(headers, "x-acs-content-sha256");
  return {
    accessKeyId,
    action,
    version,
    nonce: singleHeader(headers, "x-acs-signature-nonce"),
    timestamp: singleHeader(headers, "x-acs-date"),
    securityToken: singleHeader(headers, TOKEN_HEADER),
    contentTypeIsSigned: signedHeaders.includes("content-type"),
    verify(secret) {
      if (bodyDigest !== (source.body.length === 0 ? EMPTY_DIGEST : sha256Hex(source.body))) throw bodyMismatch();
      const toSign = acs3StringToSign(source, signedHeaders);
      const expected = createHmac("sha256", secret).update(toSign).digest();
      if (!sameBytes(expected, Buffer.from(signature, "hex"))) throw mismatch(toSign);
    },
  };
}

export function acs3StringToSign(source: Acs3Source, signedHeaders: readonly string[]): string {
  const canonical = [
    source.method,
    source.path,
    canonicalQuery(source.query),
    signedHeaders.map((name) => `${name}:${canonicalHeader(source.headers, name)}\n`).join(""),
    signedHeaders.join(";"),
    singleHeader(source.headers, "x-acs-content-sha256"),
  ].join("\n");
  return `${SCHEME}\n${sha256Hex(canonical)}`;
}

function readAuthorization(value: string): { accessKeyId: string; signedHeaders: string[]; signature: string } {
  if (!value.startsWith(`${SCHEME} `)) throw refusal.unsupportedSignature(`only ${SCHEME} is accepted here`);
  const parts = /^Credential=([^,\s]{1,128}), *SignedHeaders=([a-z0-9;_.-]{1,4096}), *Signature=([0-9a-f]{64})$/.exec(
    value.slice(SCHEME.length + 1).trim(),
  );
  if (parts === null) throw refusal.incompleteSignature("the Authorization header is not of the expected form");
  const [, accessKeyId = "", names = "", signature = ""] = parts;
  return { accessKeyId, signedHeaders: names.split(";"), signature };
}

/** The list of the caller is trusted, but what steers the call must be in it (openapi.md 1.3). */
function checkSignedHeaders(headers: WireHeaders, signedHeaders: readonly string[]): void {
  const signed = new Set(signedHeaders);
  const sorted = [...signed].sort();
  if (sorted.length !== signedHeaders.length || sorted.some((name, at) => name !== signedHeaders[at])) {
    throw refusal.incompleteSignature("SignedHeaders is not a sorted list of different names");
  }
  for (const name of REQUIRED_HEADERS) {
    if (singleHeader(headers, name) === "") throw refusal.incompleteSignature(`the header ${name} is missing`);
    if (!signed.has(name)) throw refusal.incompleteSignature(`the header ${name} is not signed`);
  }
  if (headers.has(TOKEN_HEADER) && !signed.has(TOKEN_HEADER)) {
    throw refusal.incompleteSignature(`the header ${TOKEN_HEADER} is not signed`);
  }
  if (signedHeaders.some((name) => !headers.has(name))) throw refusal.incompleteSignature("a signed header is missing");
}

/** Node hands header bytes over as latin1; clients sign the UTF-8 text that those bytes are. */
function canonicalHeader(headers: WireHeaders, name: string): string {
  return (headers.get(name) ?? []).map((value) => asUtf8(value).trim()).join(",");
}

function asUtf8(latin1: string): string {
  return /^[ -~]*$/.test(latin1) ? latin1 : Buffer.from(latin1, "latin1").toString("utf8");
}

function sha256Hex(content: string | Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}

function bodyMismatch() {
  return refusal.signatureMismatch(
    "Specified signature does not match our calculation. x-acs-content-sha256 is not the digest of the body.",
  );
}

function mismatch(toSign: string) {
  return refusal.signatureMismatch(
    `Specified signature does not match our calculation. server StringToSign is [${toSign}]`,
  );
}
