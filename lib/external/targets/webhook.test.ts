import { type ChildProcess, spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { issueServerCertificate, makeAuthority } from "@/lib/crypto/certificate";
import { signedHeaders } from "@/lib/domain/deliveries/sign-request";
import type { TargetAddress, TargetCredential } from "@/lib/domain/secrets/rotation-ports";
import { makeOutbound } from "../outbound";
import { parseOutboundAllow } from "../outbound-address";
import { makeWebhookTarget } from "./webhook";

const SECRET = "signing-secret";
const secretArn = "acs:kms:cn-hangzhou:1234567890123456:secret/oracle";
const ok = { ok: true };
const refused = (error: string) => ({ ok: false, error });
const password = (text: string): TargetCredential => ({ kind: "password", password: text });
const make = { privilege: "ReadWrite", databases: [] } as const;

const portOf = (allowed: string, now = () => new Date()) => {
  const allow = parseOutboundAllow(allowed);
  return makeWebhookTarget({ outbound: makeOutbound(allow), allow, now });
};
const port = portOf("127.0.0.1");
const targetAt = (address: string, change: Partial<TargetAddress> = {}): TargetAddress => ({
  targetId: "rm-oracle",
  service: "Rds",
  adapter: "Webhook",
  address,
  port: null,
  database: null,
  tls: "Verified",
  caPem: null,
  hostKey: null,
  administrator: SECRET,
  ...change,
});
const wish = (account: string, versionId: string, credential: TargetCredential) => ({
  secretArn,
  versionId,
  account,
  credential,
  keep: [],
});

describe("examples/rotation-webhook.mjs, run as it is (SEC-18)", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "kms-webhook-"));
  const file = path.join(folder, "htpasswd");
  let receiver: ChildProcess;
  let target: TargetAddress;
  let printed = "";

  beforeAll(async () => {
    writeFileSync(file, "somebody:{SSHA}unchanged\n");
    const program = fileURLToPath(new URL("../../../examples/rotation-webhook.mjs", import.meta.url));
    receiver = spawn(process.execPath, [program], {
      env: { NODE_ENV: "test", KMS_WEBHOOK_SECRET: SECRET, PASSWORD_FILE: file, PORT: "0" },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const lines = createInterface({ input: receiver.stdout as NodeJS.ReadableStream });
    lines.on("line", (line) => {
      printed += `${line}\n`;
    });
    const [first] = (await once(lines, "line")) as [string];
    target = targetAt(`http://127.0.0.1:${first.split(" ").at(-1)}/rotate`);
  });
  afterAll(() => {
    receiver?.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  it("makes an account, rotates it, signs in with the new value and not with the old, twice the same", async () => {
    expect(await port.check(target)).toEqual(ok);
    expect(await port.has(target, "app")).toEqual({ ok: true, exists: false });
    expect(await port.set(target, wish("app", "v1", password("first")))).toEqual(refused("AccountMissing"));
    expect(await port.set(target, { ...wish("app", "v1", password("first")), make })).toEqual(ok);
    expect(await port.has(target, "app")).toEqual({ ok: true, exists: true });
    expect(await port.signIn(target, "app", password("first"))).toEqual(ok);
    expect(await port.set(target, wish("app", "v2", password("second")))).toEqual(ok);
    expect(await port.signIn(target, "app", password("second"))).toEqual(ok);
    expect(await port.signIn(target, "app", password("first"))).toEqual(refused("SignInRefused"));
    // Given back by a rotation that failed: what was once done is done again, not remembered.
    expect(await port.set(target, wish("app", "v1", password("first")))).toEqual(ok);
    expect(await port.signIn(target, "app", password("first"))).toEqual(ok);
    const lines = readFileSync(file, "utf8").trim().split("\n");
    expect(lines).toEqual(["somebody:{SSHA}unchanged", expect.stringMatching(/^app:\{SSHA\}[A-Za-z0-9+/=]{36,}$/)]);
    expect(printed).not.toMatch(/first|second/);
  });

  it("many at once all arrive in the file", async () => {
    const names = Array.from({ length: 20 }, (_, i) => `user${i}`);
    const done = await Promise.all(
      names.map((name) => port.set(target, { ...wish(name, "v1", password(name)), make })),
    );
    expect(done).toEqual(names.map(() => ok));
    expect(await Promise.all(names.map((name) => port.signIn(target, name, password(name))))).toEqual(done);
  });

  it("believes no other secret, no old request, none twice, and no changed one", async () => {
    expect(await port.check({ ...target, administrator: "another" })).toEqual(refused("AdministratorRefused"));
    const late = portOf("127.0.0.1", () => new Date(Date.now() - 6 * 60_000));
    expect(await late.check(target)).toEqual(refused("AdministratorRefused"));
    const body = JSON.stringify({ version: 1, id: "once", action: "check" });
    const headers = signedHeaders(
      { secret: Buffer.from(SECRET), now: new Date(), deliveryId: "once" },
      Buffer.from(body),
    );
    const post = async (text: string) => (await fetch(target.address, { method: "POST", headers, body: text })).status;
    expect(await post(body.replace("check", "checks"))).toBe(401);
    expect(await post(body)).toBe(200);
    expect(await post(body)).toBe(401);
  });
});

describe("what a receiver hears and may answer", () => {
  let server: http.Server;
  let target: TargetAddress;
  let heard: { headers: IncomingMessage["headers"]; body: string }[] = [];
  let answer: { status: number; body: string; headers?: Record<string, string> };

  beforeAll(async () => {
    server = http.createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      heard.push({ headers: request.headers, body: Buffer.concat(chunks).toString("utf8") });
      response.writeHead(answer.status, answer.headers).end(answer.body);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    target = targetAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  });
  afterAll(() => server.close());
  const answering = (status: number, body: unknown, headers?: Record<string, string>) => {
    answer = { status, body: typeof body === "string" ? body : JSON.stringify(body), ...(headers && { headers }) };
  };

  it("a request names the secret and the version, is signed with its time, and holds no private key that is not needed", async () => {
    heard = [];
    answering(200, ok);
    const key = { kind: "sshKey", publicKey: "ssh-ed25519 AAAA", privateKey: "private-half" } as const;
    expect(await port.set(target, { ...wish("app", "v2", key), keep: ["ssh-ed25519 BBBB"], make })).toEqual(ok);
    expect(await port.signIn(target, "app", key)).toEqual(ok);
    const [set, signIn] = heard.map(({ body }) => JSON.parse(body) as Record<string, unknown>);
    expect(set).toEqual({
      version: 1,
      id: expect.any(String),
      action: "set",
      targetId: "rm-oracle",
      service: "Rds",
      secretArn,
      versionId: "v2",
      account: "app",
      credential: { kind: "sshKey", publicKey: "ssh-ed25519 AAAA" },
      keep: ["ssh-ed25519 BBBB"],
      make,
    });
    expect(signIn).toMatchObject({ action: "signIn", account: "app", credential: key });
    expect(set?.id).not.toBe(signIn?.id);
    for (const { headers, body } of heard) {
      const timestamp = String(headers["x-kms-timestamp"]);
      const mac = createHmac("sha256", SECRET).update(`${timestamp}.${body}`).digest("hex");
      expect(headers["x-kms-signature"]).toBe(`v1=${mac}`);
      expect(headers["x-kms-delivery"]).toBe((JSON.parse(body) as { id: string }).id);
    }
  });

  it("every answer has one meaning", async () => {
    const meanings: [number, unknown, object, Record<string, string>?][] = [
      [200, ok, ok],
      [200, { ok: false, error: "ValueRefused" }, refused("ValueRefused")],
      [200, { ok: false, error: "password hunter2 is weak" }, refused("Failed")],
      [200, { ok: "true" }, refused("Failed")],
      [200, "no JSON", refused("Failed")],
      [200, `{"ok":true,"x":"${"x".repeat(70_000)}"}`, refused("Failed")],
      [204, "", refused("Failed")],
      [302, ok, refused("Failed"), { location: "/elsewhere" }],
      [401, "", refused("AdministratorRefused")],
      [500, "", refused("Failed")],
      [503, "", refused("ConnectionLost")],
    ];
    for (const [status, body, meaning, headers] of meanings) {
      answering(status, body, headers);
      heard = [];
      expect(await port.set(target, wish("app", "v1", password("x")))).toEqual(meaning);
      expect(heard).toHaveLength(1);
    }
    answering(200, ok);
    expect(await port.has(target, "app")).toEqual(refused("Failed")); // says nothing of the account
    expect(await port.check({ ...target, administrator: "" })).toEqual(refused("CredentialUnreadable"));
  });

  it("values leave over https only, but to a host that the operator named; nowhere that nobody may be called (S46)", async () => {
    heard = [];
    const { address } = target;
    for (const [allowed, url] of [
      ["", address],
      ["10.0.0.0/8", address],
      ["127.0.0.1", address.replace("127.0.0.1", "localhost")],
      ["127.0.0.1", "http://example.com/"],
      ["127.0.0.1", "ftp://127.0.0.1/"],
      ["127.0.0.1", "no URL"],
    ] as const) {
      expect(await portOf(allowed).check(targetAt(url))).toEqual(refused("AddressNotAllowed"));
    }
    expect(heard).toEqual([]);
    for (const allowed of ["127.0.0.0/8", "127.0.0.1"]) {
      answering(200, ok);
      expect(await portOf(allowed).check(target)).toEqual(ok);
    }
  });

  it("over TLS it believes the authority that the target names, and no other", async () => {
    const validity = { notBefore: new Date(Date.now() - 60_000), notAfter: new Date(Date.now() + 3_600_000) };
    const authority = makeAuthority("test", validity);
    const { certificate, key } = issueServerCertificate(authority, {
      commonName: "test",
      names: [{ address: Uint8Array.of(127, 0, 0, 1) }],
      validity,
    });
    const secure = https.createServer({ cert: certificate, key }, (_request, response) => response.end('{"ok":true}'));
    secure.listen(0, "127.0.0.1");
    await once(secure, "listening");
    const url = `https://127.0.0.1:${(secure.address() as AddressInfo).port}/`;
    expect(await port.check(targetAt(url, { caPem: authority.certificate }))).toEqual(ok);
    expect(await port.check(targetAt(url))).toEqual(refused("TlsFailed"));
    secure.close();
    await once(secure, "close");
    expect(await port.check(targetAt(url))).toEqual(refused("Unreachable"));
  });
});
