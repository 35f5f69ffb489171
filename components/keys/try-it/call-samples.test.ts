import { execFileSync } from "node:child_process";
import { createHash, createHmac } from "node:crypto";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LANGUAGES, type SampleCall, sampleOf } from "./call-samples";
import { endpointOf } from "./endpoint";
import { callOf, type TryFields } from "./tries";

const ENDPOINT = { protocol: "http", host: "127.0.0.1:8090", region: "cn-hangzhou" } as const;
const FIELDS: TryFields = {
  key: "key-1",
  versionId: "key-1-0000000000",
  algorithm: "RSA_PSS_SHA_256",
  context: '{"order":"20931","who":"O\'Neill"}',
  given: "YWJj+/8=",
  dataKeySpec: "AES_256",
};
const CALLS = [
  "encrypt",
  "decrypt",
  "dataKey",
  "sign",
  "verify",
  "asymmetricEncrypt",
  "asymmetricDecrypt",
  "generateMac",
  "verifyMac",
] as const;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "samples-"));
  writeFileSync(path.join(folder, "plaintext.txt"), "hello");
  writeFileSync(path.join(folder, "message.txt"), "hello");
  // In the place of curl: what would be sent.
  writeFileSync(path.join(folder, "curl"), '#!/bin/sh\ncat\nfor one in "$@"; do printf "%s\\n" "$one"; done\n');
  chmodSync(path.join(folder, "curl"), 0o755);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the call for a program", () => {
  it("takes credentials from the environment and texts from files, in every language", () => {
    for (const language of LANGUAGES) {
      for (const call of CALLS) {
        const sample = sampleOf(language, callOf(call, FIELDS), ENDPOINT);
        expect(sample, `${language} ${call}`).not.toMatch(/hello|LTAI/);
        if (language !== "cli") expect(sample).toContain("ALIBABA_CLOUD_ACCESS_KEY_SECRET");
        expect(sample).toContain(ENDPOINT.host);
      }
    }
  });

  it("keeps what is typed within its quotes", () => {
    const odd = { ...FIELDS, context: `{"a":"'; rm -rf / #","b":"\\\\ $(id) \`id\`"}` };
    const call = callOf("encrypt", odd);
    expect(sampleOf("node", call, ENDPOINT)).toContain(`EncryptionContext: ${JSON.stringify(odd.context)},`);
    const shown = execFileSync("sh", ["-c", sampleOf("cli", call, ENDPOINT).replace(/^aliyun/, "printf '%s\\n'")], {
      cwd: folder,
      encoding: "utf8",
    }).split("\n");
    expect(shown).toContain(odd.context);
    expect(shown).toContain(Buffer.from("hello").toString("base64"));
  });

  it("hashes what is signed, and encodes what is encrypted", () => {
    const digest = createHash("sha256").update("hello").digest("base64");
    const signing = sampleOf("cli", callOf("sign", FIELDS), ENDPOINT).replace(/^aliyun/, "printf '%s\\n'");
    expect(execFileSync("sh", ["-c", signing], { cwd: folder, encoding: "utf8" })).toContain(digest);
    expect(sampleOf("python", callOf("sign", FIELDS), ENDPOINT)).toContain("hashlib.sha256(");
    expect(sampleOf("node", callOf("encrypt", FIELDS), ENDPOINT)).not.toContain("createHash");
  });

  it("signs the curl call as ACS3-HMAC-SHA256 says, over the form that it sends", () => {
    const sent = curlOf(callOf("encrypt", FIELDS));
    const { body, headers, authorization } = sent;
    expect(Object.fromEntries(new URLSearchParams(body))).toEqual({
      KeyId: "key-1",
      Plaintext: Buffer.from("hello").toString("base64"),
      EncryptionContext: FIELDS.context,
    });
    const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
    expect(headers).toContain(`x-acs-content-sha256:${sha256(body)}`);
    const names = headers.map((header) => header.split(":")[0]).join(";");
    const canonical = `POST\n/\n\n${headers.join("\n")}\n\n${names}\n${sha256(body)}`;
    const signature = createHmac("sha256", "s3cret")
      .update(`ACS3-HMAC-SHA256\n${sha256(canonical)}`)
      .digest("hex");
    expect(authorization).toBe(
      `Authorization: ACS3-HMAC-SHA256 Credential=LTAI1,SignedHeaders=${names},Signature=${signature}`,
    );
  });

  it("shows where something is still missing", () => {
    expect(callOf("decrypt", { ...FIELDS, given: "" }).params).toMatchObject({ CiphertextBlob: "<CiphertextBlob>" });
    expect(callOf("decrypt", { ...FIELDS, context: "" }).params).not.toHaveProperty("EncryptionContext");
  });
});

it("names the gateway where the reader's programs reach it", () => {
  const ports = { gatewayPort: 8090, gatewayTlsPort: 8443 };
  const at = (publicUrl: string, tls: number | undefined = ports.gatewayTlsPort) =>
    endpointOf({ ...ports, gatewayTlsPort: tls, publicUrl }, "cn-hangzhou");
  expect(at("http://127.0.0.1:3000")).toEqual(ENDPOINT);
  expect(at("https://kms.example.com")).toMatchObject({ protocol: "https", host: "kms.example.com:8443" });
  expect(endpointOf({ gatewayPort: 8090, gatewayTlsPort: undefined, publicUrl: "http://kms.lan:3000" }, "r")).toEqual({
    protocol: "http",
    host: "kms.lan:8090",
    region: "r",
  });
});

/** Runs the script with another curl, which prints the headers that it reads and its own arguments. */
function curlOf(call: SampleCall): { headers: string[]; body: string; authorization: string } {
  const script = path.join(folder, "call.sh");
  writeFileSync(script, sampleOf("curl", call, ENDPOINT));
  const printed = execFileSync("sh", [script], {
    cwd: folder,
    encoding: "utf8",
    env: {
      NODE_ENV: "test",
      PATH: `${folder}:/usr/bin:/bin`,
      ALIBABA_CLOUD_ACCESS_KEY_ID: "LTAI1",
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: "s3cret",
    },
  }).split("\n");
  const argument = (after: string) => printed[printed.indexOf(after) + 1] ?? "";
  expect(readFileSync(script, "utf8")).not.toContain("s3cret");
  return {
    headers: printed.slice(0, printed.indexOf("-sS")),
    body: argument("--data"),
    authorization: printed.find((line) => line.startsWith("Authorization: ")) ?? "",
  };
}
