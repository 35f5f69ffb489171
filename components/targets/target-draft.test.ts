import { describe, expect, it } from "vitest";
import { readCredential } from "@/lib/domain/secrets/targets/target-rules";
import { readTargetQuery, registerHref, targetsHref } from "./target-address";
import {
  createInput,
  draftOf,
  EMPTY_TARGET,
  type KnownTarget,
  serving,
  type TargetDraft,
  targetFaults,
  updateInput,
} from "./target-draft";

const postgres: TargetDraft = {
  ...EMPTY_TARGET,
  targetId: "pg-1",
  address: " db.internal ",
  userName: "kms",
  password: " p ",
  encryptionKey: "key-1",
};
const known: KnownTarget = {
  targetId: "pg-1",
  service: "Rds",
  adapter: "PostgreSQL",
  name: "",
  address: "db.internal",
  port: 5432,
  database: null,
  tls: "Verified",
  caPem: null,
  hostKey: null,
  credentialSecret: "rotation/pg-1",
};

describe("a rotation target as it is typed (SEC-18)", () => {
  it("sends only what its adapter has, a typed credential with the key that encrypts it", () => {
    expect(targetFaults(postgres, false)).toEqual([]);
    expect(
      createInput("cn-hangzhou", { ...postgres, hostKey: "SHA256:x", signingSecret: "left over", caPem: " " }),
    ).toEqual({
      region: "cn-hangzhou",
      service: "Rds",
      targetId: "pg-1",
      adapter: "PostgreSQL",
      name: "",
      address: "db.internal",
      port: null,
      database: null,
      tls: "Verified",
      caPem: null,
      hostKey: null,
      credential: { userName: "kms", password: " p ", encryptionKey: "key-1" },
    });
  });

  it("changes what it speaks with what it serves", () => {
    const host = serving({ ...postgres, tls: "Off" }, "ECS");
    expect(host).toMatchObject({ service: "ECS", adapter: "SSH", tls: "Verified" });
    expect(targetFaults(host, false)).toEqual(["hostKey", "privateKey"]);
    expect(serving({ ...postgres, adapter: "MySQL" }, "PolarDB").adapter).toBe("MySQL");
  });

  it("asks of SSH for one of two, and sends that one", () => {
    const hostKey = `SHA256:${"a".repeat(43)}`;
    const host = { ...serving(postgres, "ECS"), hostKey, privateKey: "-----BEGIN x" };
    expect(targetFaults(host, false)).toEqual([]);
    expect(createInput("r", host).credential).toEqual({
      userName: "kms",
      privateKey: "-----BEGIN x",
      encryptionKey: "key-1",
    });
    const byPassword = createInput("r", { ...host, signsInWith: "password" }).credential;
    expect(byPassword).toMatchObject({ password: " p " });
    expect(readCredential("SSH", JSON.stringify({ UserName: "kms", Password: " p " }))).toBeDefined();
  });

  it("reads from a webhook's URL whether anything is encrypted", () => {
    const hook = { ...serving(postgres, "ECS"), adapter: "Webhook", signingSecret: "0123456789abcdef" } as const;
    const of = (address: string) => createInput("r", { ...hook, address });
    expect(of("https://hook.example/x")).toMatchObject({ tls: "Verified", port: null, hostKey: null });
    expect(of("http://hook.example/x").tls).toBe("Off");
    expect(targetFaults({ ...hook, address: "ftp://x", signingSecret: "short" }, false)).toEqual([
      "address",
      "signingSecret",
    ]);
  });

  it("keeps the credential of a known target, names another, or stores the next version of its own", () => {
    const draft = draftOf(known);
    expect(targetFaults(draft, true)).toEqual([]);
    expect(updateInput("r", draft)).not.toHaveProperty("credential");
    expect(updateInput("r", draft)).not.toHaveProperty("adapter");
    expect(updateInput("r", draft)).toMatchObject({ port: 5432, caPem: null });
    expect(updateInput("r", { ...draft, credential: "existing", credentialSecret: "admin" })).toMatchObject({
      credentialSecret: "admin",
    });
    const typed = { ...draft, credential: "typed", userName: "kms", password: "p" } as const;
    expect(updateInput("r", typed).credential).toEqual({ userName: "kms", password: "p" });
    expect(targetFaults({ ...typed, userName: "", password: "" }, true)).toEqual(["userName", "password"]);
    // Of another secret it becomes one that is not there yet.
    expect(targetFaults({ ...typed, credentialSecret: "admin" }, true)).toEqual(["encryptionKey"]);
    expect(updateInput("r", { ...typed, credentialSecret: "admin", otherKey: " alias/x " }).credential).toMatchObject({
      encryptionKey: "alias/x",
    });
  });
});

it("keeps the page in the address, and what the form shall register", () => {
  expect(registerHref("cn-hangzhou", "ECS")).toBe("/cn-hangzhou/secrets/targets?panel=create&service=ECS");
  expect(targetsHref("cn-hangzhou", ["a", "b"])).toBe("/cn-hangzhou/secrets/targets?after=a&after=b");
  expect(readTargetQuery({ service: "Redis", after: ["a", "b"] })).toEqual({ service: "Redis", trail: ["a", "b"] });
  expect(readTargetQuery({ service: "Generic" })).toEqual({ service: "Rds", trail: [] });
});
