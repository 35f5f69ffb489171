import { createRequire } from "node:module";
import PopCore from "@alicloud/pop-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ACCESS_KEY, startTestGateway, type TestGateway } from "./gateway.test-support";

/** The unmodified clients against the real server: what they sign is verified, what they send arrives. */

// CommonJS with exports named `default`, loaded as their own users load them.
const require = createRequire(import.meta.url);
const kms = require("@alicloud/kms20160120") as typeof import("@alicloud/kms20160120");
const core = require("@alicloud/openapi-core") as typeof import("@alicloud/openapi-core");
const { $OpenApiUtil } = core;

const AWKWARD = { SecretName: "a b+c*(d)'!~", VersionId: "密钥 & = % \u{1f511}", SecretData: '"\\\n\t/?#[]@' };
const LEGAL_6_KIB = Buffer.alloc(6144, 0xff).toString("base64"); // all "/" : three bytes each in a URL

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.close(0));
beforeEach(() => {
  gateway.calls.length = 0;
});

describe("@alicloud/kms20160120 1.2.0 (RPC V1)", () => {
  const client = (secret = ACCESS_KEY.secret) =>
    new kms.default({
      accessKeyId: ACCESS_KEY.id,
      accessKeySecret: secret,
      endpoint: `127.0.0.1:${gateway.port}`,
      protocol: "http",
      type: "access_key",
    } as ConstructorParameters<typeof kms.default>[0]);

  it("encrypts the longest plaintext, all in the URL (openapi.md 1.7)", async () => {
    const answer = await client().encrypt(new kms.EncryptRequest({ keyId: "k", plaintext: LEGAL_6_KIB }));
    expect(answer.ciphertextBlob).toBe(LEGAL_6_KIB);
    expect(answer.requestId).toMatch(/^[0-9a-f-]{36}$/i);
    expect(gateway.calls[0]?.signed).toMatchObject({ scheme: "rpc-v1", action: "Encrypt", version: "2016-01-20" });
  });

  it.each([
    ["of quotation marks", '"'.repeat(30_720)],
    ["of Chinese characters", "密".repeat(10_240)],
  ])("creates a secret of 30 KiB %s, all in the URL (openapi.md 1.7)", async (_what, secretData) => {
    await client().createSecret(new kms.CreateSecretRequest({ secretName: "s", versionId: "1", secretData }));
    expect(gateway.calls[0]?.signed.parameters.get("SecretData")).toBe(secretData);
  });

  it("sends an empty form body for DescribeRegions", async () => {
    const answer = await client().describeRegions(new kms.DescribeRegionsRequest({}));
    expect(answer.regions.region.map((region: { regionId: string }) => region.regionId)).toEqual(["cn-hangzhou"]);
  });

  it("is told of a wrong secret, and reads the provider's code", async () => {
    const call = client("wrong").encrypt(new kms.EncryptRequest({ keyId: "k", plaintext: "eA==" }));
    await expect(call).rejects.toMatchObject({ code: "SignatureDoesNotMatchError" });
    expect(gateway.calls).toEqual([]);
  });
});

describe("@alicloud/openapi-core (ACS3)", () => {
  const call = (
    action: string,
    request: { query?: Record<string, string>; body?: unknown },
    { method = "POST", secret = ACCESS_KEY.secret, action: name = action } = {},
  ) => {
    const client = new core.default(
      new $OpenApiUtil.Config({
        accessKeyId: ACCESS_KEY.id,
        accessKeySecret: secret,
        endpoint: `127.0.0.1:${gateway.port}`,
        protocol: "http",
      }),
    );
    const params = new $OpenApiUtil.Params({
      action: name,
      version: "2016-01-20",
      protocol: "HTTPS",
      pathname: "/",
      method,
      authType: "AK",
      style: "RPC",
      reqBodyType: "formData",
      bodyType: "json",
    });
    const runtime = {} as Parameters<typeof client.callApi>[2];
    return client.callApi(params, new $OpenApiUtil.OpenApiRequest(request), runtime);
  };

  it.each(["GET", "POST"])("carries awkward characters in the query of a %s", async (method) => {
    await call("Echo", { query: AWKWARD }, { method });
    expect(Object.fromEntries(gateway.calls[0]?.signed.parameters ?? [])).toEqual(AWKWARD);
    expect(gateway.calls[0]?.signed).toMatchObject({ scheme: "acs3", action: "Echo", accessKeyId: ACCESS_KEY.id });
  });

  it("carries them in a chunked form body", async () => {
    await call("Echo", { query: { RegionId: "ap-northeast-1" }, body: AWKWARD });
    expect(Object.fromEntries(gateway.calls[0]?.signed.parameters ?? [])).toEqual({
      ...AWKWARD,
      RegionId: "ap-northeast-1",
    });
    expect(gateway.calls[0]?.named).toEqual({ region: "ap-northeast-1" });
  });

  it.each([
    ["of quotation marks", '"'.repeat(30_720)],
    ["of Chinese characters", "密".repeat(10_240)],
  ])("creates a secret of 30 KiB %s (openapi.md 1.7)", async (_what, value) => {
    const answer = await call("CreateSecret", { query: { SecretName: "s", VersionId: "1", SecretData: value } });
    expect(answer.body.Echo).toBe(value);
  });

  it("reads code, status and AccessDeniedDetail of a refusal", async () => {
    await expect(call("Refuse", {})).rejects.toMatchObject({
      code: "Forbidden.NoPermission",
      statusCode: 403,
      accessDeniedDetail: { AuthAction: "kms:Refuse", AuthPrincipalOwnerId: "1234567890123456" },
    });
  });

  it("reads how long to wait from a throttled answer", async () => {
    await expect(call("Throttle", {})).rejects.toMatchObject({ code: "Rejected.Throttling", retryAfter: 1000 });
  });

  it("finds its own string to sign in the refusal of a wrong secret", async () => {
    await expect(call("Echo", { query: AWKWARD }, { secret: "wrong" })).rejects.toMatchObject({
      code: "SignatureDoesNotMatch",
      message: expect.stringMatching(/server StringToSign is \[ACS3-HMAC-SHA256\n[0-9a-f]{64}\]/),
    });
  });

  it("is told of an unknown action with 404, which no client retries", async () => {
    await expect(call("NoSuchAction", {})).rejects.toMatchObject({ code: "InvalidAction.NotFound", statusCode: 404 });
  });
});

describe("@alicloud/pop-core (RPC V1)", () => {
  const client = (secret = ACCESS_KEY.secret) =>
    new PopCore({
      accessKeyId: ACCESS_KEY.id,
      accessKeySecret: secret,
      endpoint: `http://127.0.0.1:${gateway.port}`,
      apiVersion: "2016-01-20",
    });

  it.each(["GET", "POST"])("carries awkward characters and flattened lists by %s", async (method) => {
    const tags = [{ Key: "a", Value: "1" }, { Key: "b c" }];
    const answer = await client().request(
      "TagResources",
      { ...AWKWARD, Tag: tags, ResourceId: ["x", "y"] },
      { method },
    );
    expect(answer).toMatchObject({ ...AWKWARD, Tag: tags, ResourceId: ["x", "y"] });
  });

  it("encrypts the longest plaintext by GET", async () => {
    const answer = await client().request<{ CiphertextBlob: string }>("Encrypt", {
      KeyId: "k",
      Plaintext: LEGAL_6_KIB,
    });
    expect(answer.CiphertextBlob).toBe(LEGAL_6_KIB);
  });

  it("names the provider's code", async () => {
    await expect(client().request("Encrypt", { KeyId: "k" })).rejects.toMatchObject({ code: "MissingParameter" });
    await expect(client("wrong").request("Echo", {})).rejects.toMatchObject({ code: "SignatureDoesNotMatch" });
  });
});
