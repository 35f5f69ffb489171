import { describe, expect, it } from "vitest";
import { consoleAddress, returnPath } from "./console-address";
import { checkRequest } from "./request-check";

const address = consoleAddress("https://kms.example.org/console");
const check = (method: string, headers: Record<string, string>, at = address) =>
  checkRequest({ method, headers: new Headers(headers) }, at);

describe("which requests the console answers (S41, S49)", () => {
  it("reads for its own Host, and writes from its own Origin", () => {
    expect(check("GET", { host: "kms.example.org" })).toEqual({ kind: "go" });
    expect(check("POST", { host: "kms.example.org", origin: "https://kms.example.org" })).toEqual({ kind: "go" });
  });

  it.each([
    "evil.example",
    "kms.example.org:444",
    "kms.example.org.evil.example",
    "KMS.example.org@evil.example",
    "127.0.0.1",
    "localhost:3000",
    "",
  ])("refuses the Host %j", (host) => {
    expect(check("GET", { host })).toMatchObject({ kind: "refused", status: 421 });
  });

  it("refuses 50 and more other spellings of a host, itself or forwarded, for reads and writes (S49)", () => {
    const own = "kms.example.org";
    const wrapped = ["www.", "x", "evil.example@", "evil.example/", "evil.example#", "evil.example:80,", " ", "//"];
    const trailed = [
      ".",
      ".evil.example",
      "@evil.example",
      ":80",
      ":0443",
      ":",
      "/",
      "#",
      "?",
      ",evil.example",
      "%00",
      "\\",
    ];
    const others = [
      "evil.example",
      "org",
      "example.org",
      "127.0.0.1",
      "127.1",
      "0x7f000001",
      "2130706433",
      "[::1]",
      "[::]",
    ];
    const hosts = [...wrapped.map((more) => more + own), ...trailed.map((more) => own + more), ...others];
    const ways = hosts.flatMap((host) => [{ host }, { host: own, "x-forwarded-host": host }]);
    expect(ways.length).toBeGreaterThanOrEqual(50);
    for (const headers of ways) {
      const seen = new Map(Object.entries(headers));
      for (const method of ["GET", "POST"]) {
        const request = { method, headers: { get: (name: string) => seen.get(name) ?? null } };
        expect(checkRequest(request, address), JSON.stringify(headers)).toMatchObject({ kind: "refused", status: 421 });
      }
    }
  });

  it("refuses a forwarded host that is not its own", () => {
    const headers = { host: "kms.example.org", "x-forwarded-host": "evil.example", origin: "https://evil.example" };
    expect(check("POST", headers)).toMatchObject({ kind: "refused", status: 421 });
  });

  it.each([
    undefined,
    "null",
    "https://evil.example",
    "http://kms.example.org",
    "https://kms.example.org:8443",
    "https://sub.kms.example.org",
    "https://kms.example.org.evil.example",
    "https://kms.example.org@evil.example",
    "https://kms.example.org, https://evil.example",
    "https://kms.example.org/",
    "https://KMS.example.org",
    "file://",
    "",
  ])("refuses a write from the Origin %s", (origin) => {
    const headers: Record<string, string> = { host: "kms.example.org", ...(origin !== undefined && { origin }) };
    for (const method of ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"]) {
      expect(check(method, headers)).toMatchObject({ kind: "refused", status: 403 });
    }
  });

  it("leads another loopback name of the same port to the right one, for reads alone", () => {
    const local = consoleAddress("http://127.0.0.1:3000");
    expect(check("GET", { host: "localhost:3000" }, local)).toEqual({ kind: "moved" });
    expect(check("GET", { host: "localhost:3001" }, local)).toMatchObject({ kind: "refused" });
    expect(check("POST", { host: "localhost:3000", origin: "http://localhost:3000" }, local)).toMatchObject({
      kind: "refused",
    });
  });
});

describe("where signing in leads", () => {
  it.each([
    ["/cn-hangzhou/keys?state=Enabled", "/cn-hangzhou/keys?state=Enabled"],
    ["//evil.example", "/"],
    ["/\\evil.example", "/"],
    ["https://evil.example", "/"],
    ["/\t/evil.example", "/"],
    ["javascript:alert(1)", "/"],
    [null, "/"],
    ["", "/"],
  ])("%j leads to %s", (wanted, path) => {
    expect(returnPath(wanted, address)).toBe(path);
  });
});
