import { describe, expect, it } from "vitest";
import { isTargetName, isWebhookUrl, keptAddress, recipientsOf, wrongField } from "./target-rules";

describe("the name of a target is part of a path", () => {
  it.each(["siem", "a", "siem-2", "9to5", "a".repeat(63)])("%s is one", (name) => {
    expect(isTargetName(name)).toBe(true);
  });
  it.each(["", ".", "..", "../x", "a/b", "a\\b", "A", "-a", "a-", "a b", "a\n", "ä", "a.b", "a".repeat(64), "a\0"])(
    "%j is none",
    (name) => {
      expect(isTargetName(name)).toBe(false);
    },
  );
});

describe("the address of a webhook", () => {
  it.each(["https://siem.example/kms?x=1", "http://10.0.0.1:8080/", "https://[2001:db8::1]/"])(
    "%s may be one",
    (url) => {
      expect(isWebhookUrl(url)).toBe(true);
    },
  );
  it.each([
    "",
    "siem.example",
    "ftp://siem.example/",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "https://user:secret@siem.example/",
    "https://user@siem.example/",
    "https://",
    `https://siem.example/${"x".repeat(2000)}`,
  ])("%s is none", (url) => {
    expect(isWebhookUrl(url)).toBe(false);
  });
});

describe("the recipients of a mail", () => {
  it("are split, and each is there once", () => {
    expect(recipientsOf("a@example.com, b@example.com;a@example.com\n c@sub.example.co")).toEqual([
      "a@example.com",
      "b@example.com",
      "c@sub.example.co",
    ]);
  });
  it.each([
    "",
    "somebody",
    "a@",
    "@b",
    '"x"@example.com',
    "a@exa mple.com>",
    "<a@example.com>",
    "a@-example.com",
    "a@example..com",
    "a@example.com\r\nBcc:x",
    Array.from({ length: 11 }, (_, i) => `a${i}@example.com`).join(","),
  ])("%j are none", (text) => {
    expect(recipientsOf(text)).toBeUndefined();
  });
});

describe("a wish for a target", () => {
  const wish = {
    kind: "Webhook",
    name: "siem",
    address: "https://x.example/",
    sendsEvents: true,
    sendsAlerts: false,
  } as const;
  it.each([
    [wish, undefined],
    [{ ...wish, name: "No" }, "name"],
    [{ ...wish, address: "x" }, "address"],
    [{ ...wish, sendsEvents: false }, "sends"],
    [{ ...wish, kind: "Email", address: "a@example.com" } as const, "sends"],
    [{ ...wish, kind: "Email", address: "a@example.com", sendsEvents: false, sendsAlerts: true } as const, undefined],
    [{ ...wish, kind: "File", address: "../../etc" } as const, undefined],
  ])("%j: wrong is %s", (given, wrong) => {
    expect(wrongField(given)).toBe(wrong);
  });
  it("keeps the name of a file target as its folder, whatever address was sent", () => {
    expect(keptAddress({ ...wish, kind: "File", address: "../../etc" })).toBe("siem");
  });
});
