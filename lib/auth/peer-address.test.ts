import { createServer, type IncomingHttpHeaders, request } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { peerAddress, tellPeerAddress } from "./peer-address";

describe("where a request comes from (S33)", () => {
  it.each([
    ["1.2.3.4", false, "127.0.0.1"],
    ["", false, "127.0.0.1"],
    ["1.2.3.4, 203.0.113.7", true, "203.0.113.7"],
    ["203.0.113.7", true, "203.0.113.7"],
    ["", true, "127.0.0.1"],
    ["2001:db8::1", true, "2001:db8::1"],
    ["unknown", true, "127.0.0.1"],
    [`203.0.113.7, ${"9".repeat(65)}`, true, "127.0.0.1"],
  ])("X-Forwarded-For %j behind a proxy %s is %s", (forwarded, behindProxy, expected) => {
    expect(peerAddress(forwarded, "127.0.0.1", behindProxy)).toBe(expected);
  });

  it("is set before whoever handles the request sees it, and what a client writes there is gone", async () => {
    tellPeerAddress(false);
    const seen = await new Promise<IncomingHttpHeaders>((resolve) => {
      const server = createServer((incoming, response) => {
        response.end();
        server.close();
        resolve(incoming.headers);
      });
      server.listen(0, "127.0.0.1", () => {
        const { port } = server.address() as AddressInfo;
        const headers = { "x-forwarded-for": "9.9.9.9", "x-forwarded-host": "evil.example" };
        request({ port, host: "127.0.0.1", headers }).end();
      });
    });
    expect(seen["x-forwarded-for"]).toBe("127.0.0.1");
    expect(seen["x-forwarded-host"]).toBeUndefined();
  });
});
