import { describe, expect, it } from "vitest";
import {
  ADAPTERS_OF,
  administratorName,
  isHost,
  isTargetId,
  keptTarget,
  readCredential,
  TARGET_SERVICES,
  type TargetWish,
  writeCredential,
  wrongCredentialField,
} from "./target-rules";

const HOST_KEY = `SHA256:${"a".repeat(43)}`;
const PEM = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----";

const aTarget = (wish: Partial<Record<keyof TargetWish, unknown>>): TargetWish => ({
  adapter: "PostgreSQL",
  name: "",
  address: "db.example",
  port: null,
  database: null,
  tls: "Verified",
  caPem: null,
  hostKey: null,
  ...(wish as Partial<TargetWish>),
});

describe("what a rotation target may be (SEC-18)", () => {
  it("every type has an adapter of its own kind, and a webhook for everything else", () => {
    for (const service of TARGET_SERVICES) expect(ADAPTERS_OF[service].at(-1)).toBe("Webhook");
    expect(ADAPTERS_OF.ECS).toContain("SSH");
  });

  it.each([
    ["a database by name, with the usual port", {}, { port: 5432, tls: "Verified" }],
    ["an IPv6 address without its brackets", { address: "[2606:4700::1111]" }, { address: "2606:4700::1111" }],
    ["its own authority where certificates are verified", { caPem: `\n${PEM}\n` }, { caPem: PEM }],
    ["a server whose key is pinned", { adapter: "SSH", hostKey: `${HOST_KEY}=` }, { port: 22, hostKey: HOST_KEY }],
    ["a webhook over https", { adapter: "Webhook", address: "https://h.example/x" }, { port: null }],
    ["its own authority", { adapter: "Webhook", address: "https://h.example/x", caPem: PEM }, { caPem: PEM }],
    ["one over http where that was chosen", { adapter: "Webhook", address: "http://h.example", tls: "Off" }, {}],
  ])("takes %s", (_, wish, kept) => {
    expect(keptTarget(aTarget(wish))).toMatchObject(kept);
  });

  it.each([
    ["a URL for a host", { address: "postgres://db.example" }, "address"],
    ["a host with a port", { address: "db.example:5432" }, "address"],
    ["a line break in a host", { address: "db.example\n" }, "address"],
    ["http where it shall be encrypted", { adapter: "Webhook", address: "http://h.example" }, "address"],
    ["https where nothing shall be", { adapter: "Webhook", address: "https://h.example", tls: "Off" }, "address"],
    ["a password in a URL", { adapter: "Webhook", address: "https://u:p@h.example" }, "address"],
    ["a port of a webhook", { adapter: "Webhook", address: "https://h.example", port: 443 }, "port"],
    ["port 0", { port: 0 }, "port"],
    ["port 65536", { port: 65_536 }, "port"],
    ["a database of Redis", { adapter: "Redis", database: "0" }, "database"],
    ["a database that is more than a name", { database: "x;y" }, "database"],
    ["half of TLS for a webhook", { adapter: "Webhook", address: "https://h.example", tls: "Encrypted" }, "tls"],
    ["an authority that nothing is verified with", { caPem: PEM, tls: "Encrypted" }, "caPem"],
    [
      "something else for an authority",
      { caPem: "-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY-----" },
      "caPem",
    ],
    ["a server whose key is not pinned", { adapter: "SSH" }, "hostKey"],
    ["another digest of it", { adapter: "SSH", hostKey: "MD5:00:11" }, "hostKey"],
    ["a host key of a database", { hostKey: HOST_KEY }, "hostKey"],
    ["a name without end", { name: "x".repeat(129) }, "name"],
  ])("refuses %s", (_, wish, name) => {
    expect(() => keptTarget(aTarget(wish))).toThrowError(expect.objectContaining({ params: { name } }));
  });

  it("knows hosts and ids by their form alone", () => {
    expect(["db", "db.example.", "10.0.0.1", "::1", "a_b.example"].every(isHost)).toBe(true);
    expect(["", "-db", "db..example", "db/x", "a b", "a@b", "1:2", "ü.example"].some(isHost)).toBe(false);
    expect(["rm-1", "a", "x".repeat(63)].every(isTargetId)).toBe(true);
    expect(["", "-x", "x/y", "x".repeat(64), "ä"].some(isTargetId)).toBe(false);
  });
});

describe("what a target is administered with", () => {
  it.each([
    ["PostgreSQL", { userName: "kms", password: "p" }, '{"UserName":"kms","Password":"p"}', "kms"],
    ["Redis", { password: "p" }, '{"Password":"p"}', "default"],
    ["SSH", { userName: "root", privateKey: "k" }, '{"UserName":"root","PrivateKey":"k"}', "root"],
    ["Webhook", { signingSecret: "sixteen letters!" }, "sixteen letters!", null],
  ] as const)("of %s comes back as it was written", (adapter, form, text, administrator) => {
    expect(writeCredential(adapter, form)).toBe(text);
    expect(readCredential(adapter, text)).toEqual(form);
    expect(administratorName(adapter, text)).toBe(administrator);
  });

  it.each([
    ["PostgreSQL", { userName: "kms" }, "password"],
    ["MySQL", { userName: "kms", password: "p", privateKey: "k" }, "privateKey"],
    ["SSH", { userName: "root" }, "password"],
    ["SSH", { userName: "root", password: "p", privateKey: "k" }, "password"],
    ["Webhook", { signingSecret: "too short" }, "signingSecret"],
  ] as const)("of %s names what is wrong", (adapter, form, field) => {
    expect(wrongCredentialField(adapter, form)).toBe(field);
    expect(() => writeCredential(adapter, form)).toThrowError(expect.objectContaining({ params: { name: field } }));
  });

  it.each(["", "p", "[]", "null", '{"UserName":"kms"}', '{"UserName":"kms","Password":1}', '{"user":"kms"}'])(
    "is not read from %j",
    (text) => {
      expect(readCredential("PostgreSQL", text)).toBeUndefined();
    },
  );
});
