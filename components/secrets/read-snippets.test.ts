import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import vm from "node:vm";
import { expect, it } from "vitest";
import { readSnippet, SNIPPETS } from "./read-snippets";

const ENDPOINT = { protocol: "http", host: "127.0.0.1:8490", region: "cn-hangzhou" } as const;
// SEC-04: every sign that a name may hold.
const SECRET = "9lives/db+main=a.b@c-d_e";
const snippet = (name: (typeof SNIPPETS)[number], isJson = true, endpoint = ENDPOINT) =>
  readSnippet(name, { secret: SECRET, endpoint, isJson });

it("names the secret and this deployment, and holds no credential", () => {
  for (const name of SNIPPETS) {
    const text = snippet(name);
    expect(text, name).toContain(SECRET);
    if (name !== "node") expect(text, name).toContain(ENDPOINT.region);
    if (name !== "eso") expect(text, name).toContain(ENDPOINT.host);
    expect(text, name).not.toMatch(/LTAI/);
  }
});

it("asks the SDK for the secret and takes its value apart where it is JSON", async () => {
  const asked: unknown[] = [];
  class Client {
    constructor(config: unknown) {
      asked.push(config);
    }
    getSecretValue(request: { secretName: string }) {
      asked.push(request.secretName);
      return { secretData: '{"user":"app"}' };
    }
  }
  const { GetSecretValueRequest } = createRequire(import.meta.url)("@alicloud/kms20160120");
  const run = (code: string) =>
    vm.runInNewContext(`${code}\nreadSecret()`, {
      require: () => ({ default: Client, GetSecretValueRequest }),
      process: { env: { ALIBABA_CLOUD_ACCESS_KEY_ID: "id", ALIBABA_CLOUD_ACCESS_KEY_SECRET: "key" } },
    });
  expect({ ...(await run(snippet("node"))) }).toEqual({ user: "app" });
  expect(await run(snippet("node", false))).toBe('{"user":"app"}');
  expect(asked.slice(0, 2)).toMatchObject([
    { accessKeyId: "id", accessKeySecret: "key", endpoint: ENDPOINT.host, protocol: "http" },
    SECRET,
  ]);
});

it("is one command of a shell", () => {
  const words = execFileSync("sh", ["-c", snippet("cli").replace(/^aliyun/, "printf '%s\\n'")], { encoding: "utf8" });
  expect(words.split("\n")).toEqual(
    expect.arrayContaining(["GetSecretValue", ENDPOINT.host, "--SecretName", SECRET, "--insecure"]),
  );
});

it("gives names that Kubernetes and Terraform take", () => {
  expect(snippet("eso")).toContain("\n  name: secret-9lives-db-main-a-b-c-d-e\n");
  expect(snippet("eso")).toContain(`    - extract:\n        key: "${SECRET}"`);
  expect(snippet("eso", false)).toContain(`      remoteRef:\n        key: "${SECRET}"`);
  expect(snippet("terraform")).toContain('data "alicloud_kms_secret_versions" "secret_9lives_db_main_a_b_c_d_e" {');
  const arn = "acs:kms:cn-hangzhou:1000000000000001:secret/pay/db";
  expect(readSnippet("eso", { secret: arn, endpoint: ENDPOINT, isJson: false })).toContain("\n  name: pay-db\n");
});
