import { describe, expect, it } from "vitest";
import { ACCESS_KEY } from "./gateway.test-support";
import { readHeaders } from "./headers";
import recorded from "./recorded-requests.golden.json";
import { parseSignedRequest, type WireRequest } from "./signature";
import { type Acs3Options, formText, type RpcOptions, signAcs3, signRpc } from "./signing.test-support";

const NOW = new Date();
const HOST = "kms.cn-hangzhou.aliyuncs.com";
const FORM = ["Content-Type", "application/x-www-form-urlencoded; charset=utf-8"];
const MINUTE = 60_000;

const refusedAs = (code: string, status = 400) => expect.objectContaining({ code, status });

function wire(request: Partial<Omit<WireRequest, "headers" | "body">> & { headers?: string[]; body?: string }) {
  const { method = "GET", path = "/", rawQuery = "", headers = [], body = "" } = request;
  return { method, path, rawQuery, headers: readHeaders(headers), body: Buffer.from(body) };
}

const rpc = (parameters: Record<string, string>, options?: RpcOptions) =>
  wire({ rawQuery: formText(signRpc(parameters, options)) });

/** A call signed by ACS3, with what is sent changed after signing. */
function acs3(
  options: Acs3Options = {},
  changes: { headers?: Record<string, string>; query?: string; body?: string } = {},
) {
  const headers = { ...signAcs3("Echo", HOST, options), ...changes.headers };
  return wire({
    method: options.method ?? "POST",
    rawQuery: changes.query ?? formText(options.query ?? {}),
    headers: Object.entries(headers).flat(),
    body: changes.body ?? options.body ?? "",
  });
}

const verified = (request: WireRequest, now = NOW) => {
  const signed = parseSignedRequest(request, now);
  signed.verify(ACCESS_KEY.secret);
  return signed;
};

describe("requests recorded from unmodified clients", () => {
  it.each(recorded.requests)("verifies that of $client", ({ method, url, headers, body }) => {
    const request = wire({ method, rawQuery: url.split("?")[1] ?? "", headers, body });
    const date = /20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ/.exec(decodeURIComponent(`${url} ${headers.join(" ")} ${body}`));
    const signed = parseSignedRequest(request, new Date(date?.[0] ?? ""));
    expect(() => signed.verify(recorded.accessKey.secret)).not.toThrow();
    expect(() => signed.verify(`${recorded.accessKey.secret}x`)).toThrow(refusedAs("SignatureDoesNotMatch"));
    expect(signed).toMatchObject({ action: "CreateSecret", accessKeyId: recorded.accessKey.id });
    expect(Object.fromEntries(signed.parameters)).toMatchObject(recorded.parameters);
  });
});

describe("RPC signature V1 (openapi.md 1.4)", () => {
  it("reads who, what and when", () => {
    const request = verified(rpc({ KeyId: "k", SignatureNonce: "n-1", SignatureType: "" }));
    expect(request).toMatchObject({ scheme: "rpc-v1", accessKeyId: ACCESS_KEY.id, action: "Echo", nonce: "n-1" });
    expect(Math.abs(request.signedAt.getTime() - NOW.getTime())).toBeLessThan(MINUTE);
    expect(request.parameters.get("KeyId")).toBe("k");
  });

  it("verifies HMAC-SHA256 too", () => {
    expect(verified(rpc({}, { hash: "sha256" })).accessKeyId).toBe(ACCESS_KEY.id);
  });

  it("verifies a signature in the query over parameters in the form, as Terraform sends them", () => {
    const { KeyId = "", Description = "", ...common } = signRpc({ KeyId: "k", Description: "a b" }, { method: "POST" });
    const body = formText({ KeyId, Description });
    const request = wire({ method: "POST", rawQuery: formText(common), headers: FORM, body });
    expect(verified(request).parameters.get("Description")).toBe("a b");
  });

  it("verifies what Go clients escape in their own way", () => {
    const query = formText(signRpc({ Description: "a b*" }))
      .replaceAll("%20", "+")
      .replaceAll("%2A", "*");
    expect(verified(wire({ rawQuery: query })).parameters.get("Description")).toBe("a b*");
  });

  it("ignores a body of another content type", () => {
    const request = {
      ...rpc({}),
      body: Buffer.from('{"KeyId":"k"}'),
      headers: readHeaders(["content-type", "a/json"]),
    };
    expect(verified(request).parameters.has("KeyId")).toBe(false);
  });

  it("echoes the string to sign when the secret is wrong, but not in the message that logs print", () => {
    const signed = parseSignedRequest(rpc({ Plaintext: "confidential" }), NOW);
    const error = (() => {
      try {
        signed.verify("wrong");
      } catch (thrown) {
        return thrown as { message: string; text: string };
      }
    })();
    expect(error?.text).toContain("server string to sign is:GET&%2F&AccessKeyId%3D");
    expect(error?.text).toContain("Plaintext%3Dconfidential");
    expect(error?.message).toBe("SignatureDoesNotMatch");
  });

  it.each(["KeyId", "Action", "SignatureNonce"])("refuses a changed %s", (name) => {
    const parameters = { ...signRpc({ KeyId: "k" }), [name]: "other" };
    expect(() => verified(wire({ rawQuery: formText(parameters) }))).toThrow(refusedAs("SignatureDoesNotMatch"));
  });

  it("refuses an added, a removed and an emptied parameter", () => {
    const parameters = signRpc({ KeyId: "k" });
    const { KeyId: _dropped, ...without } = parameters;
    for (const changed of [{ ...parameters, DryRun: "true" }, without, { ...parameters, KeyId: "" }]) {
      expect(() => verified(wire({ rawQuery: formText(changed) }))).toThrow(refusedAs("SignatureDoesNotMatch"));
    }
  });

  it("refuses another method than the signed one, and a signature cut short", () => {
    const parameters = signRpc({});
    const cut = { ...parameters, Signature: parameters.Signature?.slice(0, 8) ?? "" };
    const request = { ...wire({ rawQuery: formText(parameters) }), method: "POST" };
    expect(() => verified(request)).toThrow(refusedAs("SignatureDoesNotMatch"));
    expect(() => verified(wire({ rawQuery: formText(cut) }))).toThrow(refusedAs("SignatureDoesNotMatch"));
  });

  it.each([
    ["Action", "MissingAction"],
    ["Version", "MissingVersion"],
    ["AccessKeyId", "MissingAccessKeyId"],
    ["Signature", "IncompleteSignature"],
    ["SignatureMethod", "MissingSignatureMethod"],
    ["SignatureVersion", "MissingSignatureVersion"],
    ["SignatureNonce", "MissingSignatureNonce"],
    ["Timestamp", "MissingTimestamp"],
  ])("names a missing %s", (name, code) => {
    for (const value of [undefined, ""]) {
      const { [name]: _dropped, ...rest } = signRpc({});
      const rawQuery = formText(value === undefined ? rest : { ...rest, [name]: value });
      expect(() => parseSignedRequest(wire({ rawQuery }), NOW)).toThrow(refusedAs(code));
    }
  });

  it.each<Record<string, string>>([
    { SignatureMethod: "HMAC-MD5" },
    { SignatureMethod: "constructor" },
    { SignatureVersion: "2.0" },
    { SignatureType: "BEARERTOKEN" },
  ])("refuses the scheme %o", (parameters) => {
    expect(() => parseSignedRequest(rpc(parameters), NOW)).toThrow(refusedAs("InvalidSignatureMethod"));
  });

  it("hands on the security token, which is signed with the rest (openapi.md 2)", () => {
    expect(verified(rpc({ SecurityToken: "t" })).securityToken).toBe("t");
    expect(verified(rpc({})).securityToken).toBe("");
    for (const SecurityToken of ["other", ""]) {
      const changed = { ...signRpc({ SecurityToken: "t" }), SecurityToken };
      expect(() => verified(wire({ rawQuery: formText(changed) }))).toThrow(refusedAs("SignatureDoesNotMatch"));
    }
  });

  it.each([
    [-15, true],
    [15, true],
    [-15.02, false],
    [15.02, false],
    [-60 * 24, false],
  ])("judges a request of %d minutes from now", (minutes, isFresh) => {
    const signedAt = new Date(Math.trunc(NOW.getTime() / 1000) * 1000);
    const now = new Date(signedAt.getTime() - minutes * MINUTE);
    const read = () => parseSignedRequest(rpc({}, { signedAt }), now);
    if (isFresh) expect(read().signedAt).toEqual(signedAt);
    else expect(read).toThrow(refusedAs("IllegalTimestamp"));
  });

  it.each([
    "2026-02-31T00:00:00Z",
    "2026-11-22",
    "1763790000",
    "2026-11-22T05:00:00.000Z",
    "2026-11-22T05:00:00+08:00",
  ])("refuses the time %s (GEN-01)", (Timestamp) => {
    expect(() => parseSignedRequest(rpc({ Timestamp }), new Date("2026-11-22T05:00:00Z"))).toThrow(
      refusedAs("IllegalTimestamp"),
    );
  });
});

describe("ACS3-HMAC-SHA256 (openapi.md 1.3)", () => {
  it("reads query and form", () => {
    const signed = verified(acs3({ query: { KeyId: "k", Empty: "" }, body: "Description=a+b" }));
    expect(signed).toMatchObject({ scheme: "acs3", action: "Echo", version: "2016-01-20" });
    expect(Object.fromEntries(signed.parameters)).toEqual({ KeyId: "k", Empty: "", Description: "a b" });
  });

  it("takes the action from the header, whatever the parameters say", () => {
    expect(verified(acs3({ query: { Action: "DeleteSecret" } })).action).toBe("Echo");
  });

  it("verifies a header beyond ASCII, which Node reads as latin1 and clients sign as UTF-8", () => {
    const raw = Buffer.from("密钥").toString("latin1");
    expect(verified(acs3({ headers: { "x-acs-note": "密钥" } }, { headers: { "x-acs-note": raw } })).action).toBe(
      "Echo",
    );
  });

  it("takes no parameters from a body whose content type is not signed", () => {
    const request = acs3({ body: "KeyId=k", unsigned: ["content-type"] });
    expect(verified(request).parameters.size).toBe(0);
  });

  it.each([
    ["query", { query: "KeyId=other" }],
    ["added parameter", { query: "KeyId=k&DryRun=true" }],
    ["body", { body: "Description=other" }],
    ["host", { headers: { host: "kms.cn-shanghai.aliyuncs.com" } }],
    ["action", { headers: { "x-acs-action": "DeleteSecret" } }],
    ["nonce", { headers: { "x-acs-signature-nonce": "other" } }],
    ["content type", { headers: { "content-type": "application/json" } }],
  ])("refuses a changed %s", (_what, changes) => {
    const request = acs3({ query: { KeyId: "k" }, body: "Description=d" }, changes);
    expect(() => verified(request)).toThrow(refusedAs("SignatureDoesNotMatch"));
  });

  it("refuses a body together with its digest when they were changed after signing", () => {
    const other = signAcs3("Echo", HOST, { body: "Description=other" });
    const digest = { "x-acs-content-sha256": other["x-acs-content-sha256"] ?? "" };
    const request = acs3({ body: "Description=d" }, { body: "Description=other", headers: digest });
    expect(() => verified(request)).toThrow(refusedAs("SignatureDoesNotMatch"));
  });

  it("echoes the string to sign when the secret is wrong", () => {
    const signed = parseSignedRequest(acs3(), NOW);
    expect(() => signed.verify("wrong")).toThrow(
      expect.objectContaining({ text: expect.stringMatching(/StringToSign is \[ACS3-HMAC-SHA256\n[0-9a-f]{64}\]$/) }),
    );
  });

  it.each(["host", "x-acs-action", "x-acs-content-sha256", "x-acs-date", "x-acs-signature-nonce", "x-acs-version"])(
    "refuses %s unsigned",
    (name) => {
      expect(() => verified(acs3({ unsigned: [name] }))).toThrow(refusedAs("IncompleteSignature"));
    },
  );

  it.each([
    ["host", "IncompleteSignature"],
    ["x-acs-action", "MissingAction"],
    ["x-acs-content-sha256", "IncompleteSignature"],
    ["x-acs-date", "IncompleteSignature"],
    ["x-acs-signature-nonce", "IncompleteSignature"],
    ["x-acs-version", "MissingVersion"],
  ])("refuses a request without %s", (name, code) => {
    const { [name]: _dropped, ...headers } = signAcs3("Echo", HOST);
    const request = wire({ method: "POST", headers: Object.entries(headers).flat() });
    expect(() => verified(request)).toThrow(refusedAs(code));
  });

  it("refuses a header given twice, which could be read in two ways", () => {
    const request = acs3();
    const twice = [...request.headers].flatMap(([name, values]) => [name, values[0] ?? ""]);
    const headers = readHeaders([...twice, "X-Acs-Action", "DeleteSecret"]);
    expect(() => verified({ ...request, headers })).toThrow(refusedAs("ParseRequestParameterException"));
  });

  it.each([
    ["ACS3-HMAC-SM3 Credential=a,SignedHeaders=host,Signature=00", "InvalidSignatureMethod"],
    ["ACS3-RSA-SHA256 Credential=a,SignedHeaders=host,Signature=00", "InvalidSignatureMethod"],
    ["ACS4-HMAC-SHA256 Credential=a/20261122/center/Kms/aliyun_v4_request", "InvalidSignatureMethod"],
    ["ACS3-HMAC-SHA256", "InvalidSignatureMethod"],
    ["ACS3-HMAC-SHA256 nonsense", "IncompleteSignature"],
    ["ACS3-HMAC-SHA256 Credential=a,SignedHeaders=host,Signature=00", "IncompleteSignature"],
    [`ACS3-HMAC-SHA256 Credential=a,SignedHeaders=host;host,Signature=${"0".repeat(64)}`, "IncompleteSignature"],
    [`ACS3-HMAC-SHA256 Credential=a,SignedHeaders=x-acs-date;host,Signature=${"0".repeat(64)}`, "IncompleteSignature"],
    ["Basic dXNlcjpwYXNz", "MissingAction"],
    ["Bearer token", "MissingAction"],
  ])("refuses Authorization %s", (authorization, code) => {
    expect(() => verified(acs3({}, { headers: { authorization } }))).toThrow(refusedAs(code));
  });

  it("refuses a stale date", () => {
    const stale = { "x-acs-date": "2026-01-01T00:00:00Z" };
    expect(() => verified(acs3({ headers: stale }))).toThrow(refusedAs("IllegalTimestamp"));
  });

  it("hands on the security token, and takes none that is not signed (openapi.md 2)", () => {
    const token = { "x-acs-security-token": "t" };
    expect(verified(acs3({ headers: token })).securityToken).toBe("t");
    expect(verified(acs3()).securityToken).toBe("");
    const other = { headers: { "x-acs-security-token": "other" } };
    expect(() => verified(acs3({ headers: token }, other))).toThrow(refusedAs("SignatureDoesNotMatch"));
    expect(() => verified(acs3({ headers: token, unsigned: ["x-acs-security-token"] }))).toThrow(
      refusedAs("IncompleteSignature"),
    );
    expect(() => verified(acs3({}, other))).toThrow(refusedAs("IncompleteSignature"));
  });
});
