import { type Endpoint, sampleOf } from "@/components/keys/try-it/call-samples";

// How a program of somebody's own reads a secret from this deployment. Pure, and without a value: the credentials come
// from the environment of whoever runs it.

export const SNIPPETS = ["node", "python", "cli", "eso", "terraform"] as const;
export type Snippet = (typeof SNIPPETS)[number];

interface Read {
  /** Its name, or its ARN where it is another account's. */
  secret: string;
  endpoint: Endpoint;
  /** The value is a JSON object. */
  isJson: boolean;
}

export function readSnippet(snippet: Snippet, read: Read): string {
  return WRITERS[snippet](read)
    .filter((line) => line !== false)
    .join("\n");
}

type Lines = (string | false)[];

const WRITERS: Record<Snippet, (read: Read) => Lines> = {
  node: nodeLines,
  python: pythonLines,
  cli: ({ secret, endpoint }) => [
    sampleOf("cli", { action: "GetSecretValue", params: { SecretName: secret } }, endpoint),
  ],
  eso: esoLines,
  terraform: terraformLines,
};

const ID = "ALIBABA_CLOUD_ACCESS_KEY_ID";
const KEY = "ALIBABA_CLOUD_ACCESS_KEY_SECRET";
const AUTHORITY = "kms-ca.pem";
const quoted = (text: string) => JSON.stringify(text);

function nodeLines({ secret, endpoint: { protocol, host }, isJson }: Read): Lines {
  return [
    "// npm install @alicloud/kms20160120",
    protocol === "https" && `// NODE_EXTRA_CA_CERTS=${AUTHORITY} node app.js`,
    'const kms = require("@alicloud/kms20160120");',
    "",
    "const client = new kms.default({",
    `  accessKeyId: process.env.${ID},`,
    `  accessKeySecret: process.env.${KEY},`,
    '  type: "access_key",',
    `  endpoint: ${quoted(host)},`,
    `  protocol: ${quoted(protocol)},`,
    "});",
    "",
    "async function readSecret() {",
    `  const request = new kms.GetSecretValueRequest({ secretName: ${quoted(secret)} });`,
    "  const { secretData } = await client.getSecretValue(request);",
    isJson ? "  return JSON.parse(secretData);" : "  return secretData;",
    "}",
  ];
}

function pythonLines({ secret, endpoint: { protocol, host, region }, isJson }: Read): Lines {
  return [
    "# pip install alibabacloud_kms20160120",
    protocol === "https" && `# REQUESTS_CA_BUNDLE=${AUTHORITY} python app.py`,
    isJson && "import json",
    "import os",
    "",
    "from alibabacloud_kms20160120 import models",
    "from alibabacloud_kms20160120.client import Client",
    "from alibabacloud_tea_openapi.models import Config",
    "",
    "client = Client(Config(",
    `    access_key_id=os.environ[${quoted(ID)}],`,
    `    access_key_secret=os.environ[${quoted(KEY)}],`,
    `    endpoint=${quoted(host)},`,
    `    protocol=${quoted(protocol)},`,
    `    region_id=${quoted(region)},`,
    "))",
    "",
    "",
    "def read_secret():",
    `    request = models.GetSecretValueRequest(secret_name=${quoted(secret)})`,
    "    data = client.get_secret_value(request).body.secret_data",
    isJson ? "    return json.loads(data)" : "    return data",
  ];
}

/** For the External Secrets Operator, whose provider takes a region and no address. */
function esoLines({ secret, endpoint: { region }, isJson }: Read): Lines {
  const name = resourceName(secret, "-");
  return [
    "apiVersion: external-secrets.io/v1",
    "kind: SecretStore",
    "metadata:",
    `  name: kms-${region}`,
    "spec:",
    "  provider:",
    "    alibaba:",
    `      regionID: ${region}`,
    "      auth:",
    "        secretRef:",
    "          accessKeyIDSecretRef:",
    "            name: kms-access-key",
    "            key: accessKeyId",
    "          accessKeySecretSecretRef:",
    "            name: kms-access-key",
    "            key: accessKeySecret",
    "---",
    "apiVersion: external-secrets.io/v1",
    "kind: ExternalSecret",
    "metadata:",
    `  name: ${name}`,
    "spec:",
    "  refreshInterval: 10m",
    "  secretStoreRef:",
    "    kind: SecretStore",
    `    name: kms-${region}`,
    "  target:",
    `    name: ${name}`,
    ...(isJson
      ? ["  dataFrom:", "    - extract:", `        key: ${quoted(secret)}`]
      : ["  data:", "    - secretKey: value", "      remoteRef:", `        key: ${quoted(secret)}`]),
  ];
}

function terraformLines({ secret, endpoint: { protocol, host, region }, isJson }: Read): Lines {
  const name = resourceName(secret, "_");
  const value = `data.alicloud_kms_secret_versions.${name}.versions[0].secret_data`;
  return [
    'provider "alicloud" {',
    `  region                 = ${quoted(region)}`,
    `  protocol               = ${quoted(protocol.toUpperCase())}`,
    "  skip_region_validation = true",
    "  endpoints {",
    `    kms = ${quoted(host)}`,
    "  }",
    "}",
    "",
    `data "alicloud_kms_secret_versions" ${quoted(name)} {`,
    `  secret_name    = ${quoted(secret)}`,
    '  version_stage  = "ACSCurrent"',
    "  enable_details = true",
    "}",
    "",
    "locals {",
    `  ${name} = ${isJson ? `jsondecode(${value})` : value}`,
    "}",
  ];
}

/** A name that Kubernetes (RFC 1123) or Terraform takes. */
function resourceName(secret: string, joint: "-" | "_"): string {
  const words =
    secret
      .replace(/^acs:.*?:secret\//, "")
      .toLowerCase()
      .match(/[a-z0-9]+/g) ?? [];
  const name = words.join(joint).slice(0, 63).replace(/[-_]$/, "");
  return /^[a-z]/.test(name) ? name : `secret${joint}${name}`.slice(0, 63);
}
