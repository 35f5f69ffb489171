// The call of a form as somebody writes it in a program of theirs. Pure, and without a secret: what is to stay secret is
// read from a file or from the environment by the one who runs it.

export const LANGUAGES = ["node", "python", "cli", "curl"] as const;
export type Language = (typeof LANGUAGES)[number];

/** What stands in the call itself, or the content of a file: in Base64, or its SHA-256 digest in Base64. */
export type SampleValue = string | { file: string; as: "base64" | "sha256" };

export interface SampleCall {
  /** The wire name. */
  action: string;
  params: Readonly<Record<string, SampleValue>>;
}

/** The gateway of this deployment. */
export interface Endpoint {
  protocol: "http" | "https";
  /** Host and port. */
  host: string;
  region: string;
}

export const VERSION = "2016-01-20";
const KEY_ID = "ALIBABA_CLOUD_ACCESS_KEY_ID";
const KEY_SECRET = "ALIBABA_CLOUD_ACCESS_KEY_SECRET";

export function sampleOf(language: Language, call: SampleCall, endpoint: Endpoint): string {
  return SAMPLES[language](call, endpoint);
}

const SAMPLES: Record<Language, (call: SampleCall, endpoint: Endpoint) => string> = {
  node: nodeSample,
  python: pythonSample,
  cli: cliSample,
  curl: curlSample,
};

function nodeSample({ action, params }: SampleCall, { protocol, host }: Endpoint): string {
  const files = filesOf(params);
  const hashes = files.some(({ as }) => as === "sha256");
  return lines(
    "// npm install @alicloud/pop-core",
    'const Core = require("@alicloud/pop-core");',
    files.length > 0 && 'const { readFileSync } = require("node:fs");',
    hashes && 'const { createHash } = require("node:crypto");',
    "",
    "const client = new Core({",
    `  accessKeyId: process.env.${KEY_ID},`,
    `  accessKeySecret: process.env.${KEY_SECRET},`,
    `  endpoint: ${quoted(`${protocol}://${host}`)},`,
    `  apiVersion: ${quoted(VERSION)},`,
    "});",
    "client",
    `  .request(${quoted(action)}, {`,
    ...pairs(params, nodeValue, (name, value) => `    ${name}: ${value},`),
    '  }, { method: "POST" })',
    "  .then((answer) => console.log(answer));",
  );
}

function nodeValue(value: SampleValue): string {
  if (typeof value === "string") return quoted(value);
  return value.as === "base64"
    ? `readFileSync(${quoted(value.file)}).toString("base64")`
    : `createHash("sha256").update(readFileSync(${quoted(value.file)})).digest("base64")`;
}

function pythonSample({ action, params }: SampleCall, { protocol, host }: Endpoint): string {
  const files = filesOf(params);
  return lines(
    "# pip install alibabacloud_tea_openapi",
    files.length > 0 && "import base64",
    files.some(({ as }) => as === "sha256") && "import hashlib",
    "import os",
    "",
    "from alibabacloud_tea_openapi import models",
    "from alibabacloud_tea_openapi.client import Client",
    "from alibabacloud_tea_util.models import RuntimeOptions",
    "",
    "client = Client(models.Config(",
    `    access_key_id=os.environ[${quoted(KEY_ID)}],`,
    `    access_key_secret=os.environ[${quoted(KEY_SECRET)}],`,
    `    endpoint=${quoted(host)},`,
    `    protocol=${quoted(protocol)},`,
    "))",
    "params = models.Params(",
    `    action=${quoted(action)}, version=${quoted(VERSION)}, protocol=${quoted(protocol.toUpperCase())},`,
    '    method="POST", auth_type="AK", style="RPC", pathname="/",',
    '    req_body_type="formData", body_type="json",',
    ")",
    "request = models.OpenApiRequest(query={",
    ...pairs(params, pythonValue, (name, value) => `    ${quoted(name)}: ${value},`),
    "})",
    'print(client.call_api(params, request, RuntimeOptions())["body"])',
  );
}

function pythonValue(value: SampleValue): string {
  if (typeof value === "string") return quoted(value);
  const content = `open(${quoted(value.file)}, "rb").read()`;
  const bytes = value.as === "base64" ? content : `hashlib.sha256(${content}).digest()`;
  return `base64.b64encode(${bytes}).decode()`;
}

/** By its version and with --force, so that an older command line makes calls that it does not know. */
function cliSample({ action, params }: SampleCall, { protocol, host, region }: Endpoint): string {
  return [
    `aliyun kms ${action} --version ${VERSION} --force`,
    `--endpoint ${host} ${protocol === "http" ? "--insecure" : "--secure"}`,
    `--region ${region}`,
    ...pairs(params, shellValue, (name, value) => `--${name} ${value}`),
  ].join(" \\\n  ");
}

/** The signature is ACS3-HMAC-SHA256, which curl does not know by itself. */
function curlSample({ action, params }: SampleCall, { protocol, host }: Endpoint): string {
  const sha256 = "openssl dgst -sha256 -r | cut -c1-64";
  const signed = [
    "content-type:application/x-www-form-urlencoded",
    "host:$HOST",
    `x-acs-action:${action}`,
    "x-acs-content-sha256:$HASH",
    "x-acs-date:$DATE",
    "x-acs-signature-nonce:$NONCE",
    `x-acs-version:${VERSION}`,
  ];
  return lines(
    "#!/bin/sh",
    `HOST=${shellQuoted(host)}`,
    `DATE=$(date -u +%Y-%m-%dT%H:%M:%SZ)`,
    "NONCE=$(openssl rand -hex 16)",
    ...pairs(params, formValue, (name, value, at) => `BODY="${at > 0 ? "$BODY&" : ""}${name}=${value}"`),
    `HASH=$(printf %s "$BODY" | ${sha256})`,
    `HEADERS="${signed.join("\n")}"`,
    `NAMES='${signed.map((header) => header.split(":")[0]).join(";")}'`,
    `REQUEST=$(printf 'POST\\n/\\n\\n%s\\n\\n%s\\n%s' "$HEADERS" "$NAMES" "$HASH" | ${sha256})`,
    `SIGNATURE=$(printf 'ACS3-HMAC-SHA256\\n%s' "$REQUEST" |`,
    `  openssl dgst -sha256 -hmac "$${KEY_SECRET}" -r | cut -c1-64)`,
    `printf '%s\\n' "$HEADERS" | curl -sS "${protocol}://$HOST/" --header @- --data "$BODY" \\`,
    `  --header "Authorization: ACS3-HMAC-SHA256 Credential=$${KEY_ID},SignedHeaders=$NAMES,Signature=$SIGNATURE"`,
  );
}

/** As a form encodes it, within double quotes. */
function formValue(value: SampleValue): string {
  if (typeof value === "string") return encodeURIComponent(value).replace(/[!'()*]/g, percent);
  return `$(${fileCommand(value)} | sed 's/+/%2B/g; s|/|%2F|g; s/=/%3D/g')`;
}

const percent = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;

function shellValue(value: SampleValue): string {
  return typeof value === "string" ? shellQuoted(value) : `"$(${fileCommand(value)})"`;
}

function fileCommand({ file, as }: Exclude<SampleValue, string>): string {
  const content = as === "base64" ? `base64 < ${file}` : `openssl dgst -sha256 -binary ${file} | base64`;
  return `${content} | tr -d '\\n'`;
}

function shellQuoted(text: string): string {
  return /^[\w./:=+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** A string literal of both JavaScript and Python. */
function quoted(text: string): string {
  return JSON.stringify(text);
}

function filesOf(params: SampleCall["params"]): Exclude<SampleValue, string>[] {
  return Object.values(params).flatMap((value) => (typeof value === "string" ? [] : [value]));
}

function pairs(
  params: SampleCall["params"],
  write: (value: SampleValue) => string,
  line: (name: string, value: string, at: number) => string,
): string[] {
  return Object.entries(params).map(([name, value], at) => line(name, write(value), at));
}

function lines(...all: readonly (string | false)[]): string {
  return all.filter((line) => line !== false).join("\n");
}
