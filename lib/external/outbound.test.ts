import { once } from "node:events";
import http from "node:http";
import net, { type AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ANSWER_MAX_BYTES, type FindAddresses, makeOutbound, OutboundError } from "./outbound";
import { parseOutboundAllow } from "./outbound-address";
import { makeWebhook } from "./webhook";

// A real server on loopback, which is reached only where the operator allows it (S46).

let server: http.Server;
let silent: net.Server;
let port: number;
let silentPort: number;
let hits: string[] = [];
const endless: http.ServerResponse[] = [];

beforeAll(async () => {
  server = http.createServer((request, answer) => {
    hits.push(`${request.method} ${request.url}`);
    switch (request.url) {
      case "/redirect":
        answer.writeHead(302, { location: `http://127.0.0.1:${port}/secret` }).end();
        break;
      case "/endless":
        endless.push(answer);
        answer.writeHead(200);
        pour(answer);
        break;
      case "/drip":
        answer.writeHead(200);
        answer.write("a"); // and never an end
        break;
      case "/hang":
        break;
      case "/drop":
        request.socket.destroy();
        break;
      case "/503":
        answer.writeHead(503).end("later");
        break;
      default:
        request.on("data", () => {}).on("end", () => answer.writeHead(200).end("thank\u0007 you"));
    }
  });
  silent = net.createServer();
  port = await listening(server);
  silentPort = await listening(silent);
});
beforeEach(() => {
  hits = [];
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  silent.close();
});

async function listening(made: net.Server): Promise<number> {
  made.listen(0, "127.0.0.1");
  await once(made, "listening");
  return (made.address() as AddressInfo).port;
}

function pour(answer: http.ServerResponse): void {
  const chunk = Buffer.alloc(16 * 1024, "x");
  const more = () => {
    while (!answer.destroyed && answer.write(chunk));
  };
  answer.on("drain", more);
  more();
}

const refusing = makeOutbound(parseOutboundAllow(""));
const allowing = makeOutbound(parseOutboundAllow("127.0.0.0/8"));
const get = (outbound: typeof refusing, url: string, timeoutMs = 5000) =>
  outbound.request({ method: "GET", url, timeoutMs });
const failureOf = async (call: Promise<unknown>) => {
  const error = await call.then(() => undefined).catch((thrown: unknown) => thrown);
  return error instanceof OutboundError ? error.failure : error;
};

describe("what leads to this machine is not called (S46)", () => {
  it.each([
    "http://127.0.0.1:%d/secret",
    "http://127.1:%d/secret",
    "http://2130706433:%d/secret",
    "http://0x7f000001:%d/secret",
    "http://0177.0.0.1:%d/secret",
    "http://0:%d/secret",
    "http://localhost:%d/secret",
    "http://localhost.:%d/secret",
    "http://LOCALHOST:%d/secret",
    "http://[::1]:%d/secret",
    "http://[::ffff:127.0.0.1]:%d/secret",
    "http://[::ffff:7f00:1]:%d/secret",
    "http://①②⑦.⓪.⓪.①:%d/secret",
    "https://127.0.0.1:%d/secret",
    "http://somebody@127.0.0.1:%d/secret",
    "ftp://127.0.0.1:%d/secret",
    "file:///etc/passwd#%d",
    "not an address %d",
  ])("%s", async (pattern) => {
    expect(await failureOf(get(refusing, pattern.replace("%d", String(port))))).toBe("AddressNotAllowed");
    expect(hits).toEqual([]);
  });

  it("nor by a name that leads there, alone or among others", async () => {
    const finds =
      (...addresses: string[]): FindAddresses =>
      async () =>
        addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
    for (const addresses of [
      ["127.0.0.1"],
      ["8.8.8.8", "127.0.0.1"],
      ["::1"],
      ["::ffff:127.0.0.1"],
      ["169.254.169.254"],
    ]) {
      const outbound = makeOutbound(parseOutboundAllow(""), finds(...addresses));
      expect(await failureOf(get(outbound, `http://siem.example:${port}/secret`))).toBe("AddressNotAllowed");
      expect(await failureOf(outbound.check(`http://siem.example:${port}/`))).toBe("AddressNotAllowed");
    }
    expect(hits).toEqual([]);
  });

  it("nor by a name that says another address when it is asked again: it is asked once (DNS rebinding)", async () => {
    let asked = 0;
    const rebinding: FindAddresses = async () => [{ address: ++asked === 1 ? "127.0.0.1" : "127.0.0.2", family: 4 }];
    const outbound = makeOutbound(parseOutboundAllow("127.0.0.1"), rebinding);
    expect((await get(outbound, `http://siem.example:${port}/ok`)).status).toBe(200);
    expect(asked).toBe(1);
    expect(await failureOf(get(outbound, `http://siem.example:${port}/ok`))).toBe("AddressNotAllowed");
    expect(hits).toEqual(["GET /ok"]);
  });
});

describe("what the operator allows", () => {
  it("is called, with its body and headers", async () => {
    const body = Buffer.from('{"a":1}');
    const answer = await allowing.request({ method: "POST", url: `http://127.0.0.1:${port}/ok`, body });
    expect(answer).toMatchObject({ status: 200, truncated: false });
    expect(answer.body.toString()).toBe("thank\u0007 you");
    expect(hits).toEqual(["POST /ok"]);
  });

  it("is called by the host's name too, wherever that leads", async () => {
    const outbound = makeOutbound(parseOutboundAllow("localhost"));
    expect((await get(outbound, `http://localhost:${port}/ok`)).status).toBe(200);
    expect(await failureOf(get(outbound, `http://127.0.0.1:${port}/ok`))).toBe("AddressNotAllowed");
  });
});

describe("what a receiver can do to us", () => {
  it("a redirect is its answer and is not followed", async () => {
    const answer = await get(allowing, `http://127.0.0.1:${port}/redirect`);
    expect(answer.status).toBe(302);
    expect(hits).toEqual(["GET /redirect"]);
  });

  it("an endless answer is read to 64 KB, and the connection is closed", async () => {
    const answer = await get(allowing, `http://127.0.0.1:${port}/endless`);
    expect(answer.body.length).toBe(ANSWER_MAX_BYTES);
    expect(answer.truncated).toBe(true);
    const [open] = endless;
    if (open && !open.destroyed) await once(open, "close");
  });

  it.each(["/hang", "/drip"])("one that does not come to an end (%s) is left after the time-out", async (path) => {
    expect(await failureOf(get(allowing, `http://127.0.0.1:${port}${path}`, 150))).toBe("TimedOut");
  });

  it("so is one that takes the connection and says nothing, over TLS too", async () => {
    expect(await failureOf(get(allowing, `http://127.0.0.1:${silentPort}/`, 150))).toBe("TimedOut");
    expect(await failureOf(get(allowing, `https://127.0.0.1:${silentPort}/`, 150))).toBe("TimedOut");
  });

  it("so is a name that is never answered", async () => {
    const outbound = makeOutbound(parseOutboundAllow(""), () => new Promise(() => {}));
    expect(await failureOf(get(outbound, "http://siem.example/", 50))).toBe("TimedOut");
  });

  it("the other failures have their names", async () => {
    expect(await failureOf(get(allowing, `http://127.0.0.1:${port}/drop`))).toBe("ConnectionLost");
    expect(await failureOf(get(allowing, `https://127.0.0.1:${port}/ok`))).toBe("TlsFailed");
    const closed = net.createServer();
    const freePort = await listening(closed);
    await new Promise((resolve) => closed.close(resolve));
    expect(await failureOf(get(allowing, `http://127.0.0.1:${freePort}/`))).toBe("ConnectionRefused");
    const unknown = makeOutbound(parseOutboundAllow(""), async () => []);
    expect(await failureOf(get(unknown, "http://siem.example/"))).toBe("NameNotFound");
    await expect(unknown.check("http://siem.example/")).resolves.toBeUndefined();
  });
});

describe("a webhook", () => {
  const webhook = makeWebhook(allowing);
  const post = (path: string) =>
    webhook.post({ url: `http://127.0.0.1:${port}${path}`, headers: {}, body: Buffer.from("{}") });

  it("has arrived with 2xx, and its answer is one printable line", async () => {
    expect(await post("/ok")).toEqual({ ok: true, answer: "200 thank  you" });
  });
  it.each([
    ["/503", "Status:503"],
    ["/redirect", "Status:302"],
    ["/drop", "ConnectionLost"],
  ])("has not with %s: %s", async (path, error) => {
    expect(await post(path)).toEqual({ ok: false, error });
  });
  it("says whether its address may be reached", async () => {
    expect(await webhook.mayReach(`http://127.0.0.1:${port}/`)).toBe(true);
    expect(await makeWebhook(refusing).mayReach(`http://127.0.0.1:${port}/`)).toBe(false);
  });
});
