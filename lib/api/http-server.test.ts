import { request as httpRequest, type IncomingMessage } from "node:http";
import { connect } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type RawAnswer, readRawAnswer, sendRaw, startTestGateway, type TestGateway } from "./gateway.test-support";
import { formText, signAcs3, signRpc } from "./signing.test-support";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.close(0));
beforeEach(() => {
  gateway.calls.length = 0;
  gateway.failures.length = 0;
});

const get = (target: string, ...headers: string[]) =>
  [`GET ${target} HTTP/1.1`, "Host: kms.ap-northeast-1.aliyuncs.com", "Connection: close", ...headers, "", ""].join(
    "\r\n",
  );
const post = (body: string, ...headers: string[]) =>
  get("/", "Content-Type: application/x-www-form-urlencoded", ...headers)
    .replace("GET", "POST")
    .concat(body);
const signed = (parameters: Record<string, string> = {}) => `/?${formText(signRpc(parameters))}`;
const ask = async (bytes: string | Buffer): Promise<RawAnswer> =>
  readRawAnswer(await sendRaw(gateway.port, bytes, false));

describe("where a call comes from (ACC-08)", () => {
  const forwarded = "X-Forwarded-For: 198.51.100.7, 203.0.113.9";

  it("is the other end of the connection, whatever a header says", async () => {
    await ask(get(signed({ KeyId: "k" }), forwarded));
    expect(gateway.calls.map((call) => call.sourceAddress)).toEqual(["127.0.0.1"]);
  });

  it("is behind a proxy what that one appended last, and else the proxy's own address", async () => {
    const proxied = await startTestGateway({ behindProxy: true });
    for (const header of [forwarded, "X-Forwarded-For: 203.0.113.9, unknown", "X-Other: 1"]) {
      await sendRaw(proxied.port, get(signed({ KeyId: "k" }), header), false);
    }
    await proxied.close(0);
    expect(proxied.calls.map((call) => call.sourceAddress)).toEqual(["203.0.113.9", "127.0.0.1", "127.0.0.1"]);
  });
});

describe("answers (openapi.md 1.6)", () => {
  it("carry RequestId, content type and x-acs-request-id", async () => {
    const { status, head, body } = await ask(get(signed({ KeyId: "k" })));
    expect(status).toBe(200);
    expect(body).toMatchObject({ KeyId: "k", RequestId: expect.stringMatching(/^[0-9a-f-]{36}$/i) });
    expect(head).toMatch(/cache-control: no-store/i);
  });

  it("to a refusal name host, code and message", async () => {
    const { status, body } = await ask(get(signed({ Action: "Refuse" })));
    expect(status).toBe(403);
    expect(body).toMatchObject({
      HostId: "kms.ap-northeast-1.aliyuncs.com",
      HttpStatus: 403,
      Code: "Forbidden.NoPermission",
      Message: "This operation for acs:kms:cn-hangzhou:1:key/k is forbidden by permission system.",
      AccessDeniedDetail: { AuthAction: "kms:Refuse", AuthPrincipalType: "RootUser" },
    });
  });

  it("to a failure of ours say nothing of it, and the failure is reported", async () => {
    const { status, body } = await ask(get(signed({ Action: "Break" })));
    expect(status).toBe(500);
    expect(body).toMatchObject({ Code: "InternalFailure", Message: "Internal failure." });
    expect(JSON.stringify(body)).not.toContain("secret detail");
    expect(gateway.failures).toEqual([new Error("secret detail")]);
  });

  it("to a throttled call say when to come back", async () => {
    const { status, head } = await ask(get(signed({ Action: "Throttle" })));
    expect(status).toBe(429);
    expect(head).toMatch(/x-acs-retry-after: 1000/i);
  });

  it.each([
    ["an unknown action", signed({ Action: "NoSuchAction" }), 404, "InvalidAction.NotFound"],
    ["an action that is a property of every object", signed({ Action: "constructor" }), 404, "InvalidAction.NotFound"],
    ["an unknown version", signed({ Version: "2014-05-26" }), 400, "InvalidVersion"],
    ["an unknown AccessKey", signed({ AccessKeyId: "LTAI5tUnknown" }), 404, "InvalidAccessKeyId.NotFound"],
    ["another path", "/kms", 404, "InvalidAction.NotFound"],
    ["an absolute target", "http://elsewhere/", 404, "InvalidAction.NotFound"],
    ["nothing at all", "/", 400, "MissingAction"],
    ["a cut escape", "/?Action=%4", 400, "ParseRequestParameterException"],
  ])("to %s have their own code", async (_what, target, status, code) => {
    expect(await ask(get(target))).toMatchObject({ status, body: { Code: code } });
  });

  it.each(["PUT", "DELETE", "OPTIONS", "PATCH", "CONNECT", "TRACE"])("to %s are 403 (ERR-18)", async (method) => {
    const answer = await ask(get("/").replace("GET", method));
    expect(answer).toMatchObject({ status: 403, body: { Code: "UnsupportedHTTPMethod" } });
  });

  it("to a HEAD have the headers alone", async () => {
    const received = await sendRaw(gateway.port, get("/").replace("GET", "HEAD"), false);
    expect(received).toMatch(/^HTTP\/1.1 403 [\s\S]*x-acs-request-id: [\s\S]*\r\n\r\n$/i);
  });

  it("do not repeat a host that cannot be one", async () => {
    const answer = await ask(get("/").replace(/Host: .*\r\n/, 'Host: <script>"\r\n'));
    expect(answer.body.HostId).toBe("");
  });
});

describe("what a call says of itself", () => {
  it("is the region in the host name (REG-09)", async () => {
    await ask(get(signed(), "User-Agent: test/1"));
    expect(gateway.calls[0]).toMatchObject({
      named: { region: "ap-northeast-1" },
      sourceAddress: "127.0.0.1",
      userAgent: "test/1",
    });
  });

  it("is the same by POST with everything in the form", async () => {
    const body = formText(signRpc({ KeyId: "a b" }, { method: "POST" }));
    const answer = await ask(post(body, `Content-Length: ${body.length}`));
    expect(answer).toMatchObject({ status: 200, body: { KeyId: "a b" } });
  });
});

describe("bad and hostile bytes", () => {
  it.each([
    ["no HTTP at all", "\x16\x03\x01\x02\x00 not http\r\n\r\n", 400],
    ["HTTP/2 by surprise", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400],
    ["a header without a name", get("/", ": x"), 400],
    ["length and chunks together", post("0\r\n\r\n", "Content-Length: 5", "Transfer-Encoding: chunked"), 400],
    ["two lengths", post("a=b", "Content-Length: 3", "Content-Length: 4"), 400],
    ["a broken chunk", post("zz\r\n", "Transfer-Encoding: chunked"), 400],
    ["no Host", "GET / HTTP/1.1\r\nConnection: close\r\n\r\n", 400],
    ["an unknown expectation", get("/", "Expect: a-miracle"), 400],
    [
      "a wish for websockets",
      get("/", "Upgrade: websocket").replace("Connection: close", "Connection: Upgrade, close"),
      400,
    ],
  ])("%s get a JSON answer", async (_what, bytes, status) => {
    expect(await ask(bytes)).toMatchObject({ status, body: { Code: expect.any(String) } });
  });

  it("a head that is too long is 431, in JSON (openapi.md 1.7)", async () => {
    expect(await ask(get(`/?a=${"b".repeat(300_000)}`))).toMatchObject({
      status: 431,
      body: { Code: "RequestHeaderTooLarge" },
    });
  });

  it.each([
    ["declared", 1_000_000],
    ["far too long to be read", 20_000_000],
  ])("a body that is too long is 413 (%s)", async (_what, length) => {
    const answer = await ask(post("a".repeat(length), `Content-Length: ${length}`));
    expect(answer).toMatchObject({ status: 413, body: { Code: "RequestEntityTooLarge" } });
  });

  it("a chunked body that is too long is 413", async () => {
    const chunk = `10000\r\n${"a".repeat(0x10000)}\r\n`;
    const answer = await ask(post(`${chunk.repeat(5)}0\r\n\r\n`, "Transfer-Encoding: chunked"));
    expect(answer.status).toBe(413);
  });

  it("bytes after a whole request do not cost it its answer", async () => {
    const received = await sendRaw(
      gateway.port,
      `${get(signed({ KeyId: "k" })).replace("close", "keep-alive")}\0garbage\r\n`,
      false,
    );
    expect(readRawAnswer(received)).toMatchObject({ status: 200, body: { KeyId: "k" } });
  });

  it("a client that leaves in the middle of its body is no failure", async () => {
    const socket = connect(gateway.port, "127.0.0.1");
    const closed = new Promise((resolve) => gateway.server.once("connection", (peer) => peer.once("close", resolve)));
    socket.write(post("a=", "Content-Length: 100"), () => socket.destroy());
    await closed;
    expect(gateway.failures).toEqual([]);
  });

  it("random bytes never crash it: JSON, or silence when nothing was asked, and never another call", async () => {
    const target = signed({ KeyId: "k", SignatureNonce: "n", Timestamp: "2026-11-22T05:00:00Z" });
    const fixed = await startTestGateway({ now: () => new Date("2026-11-22T05:00:00Z") });
    const next = generator(20_261_122);
    for (let round = 0; round < 400; round++) {
      const received = await sendRaw(fixed.port, hostileBytes(next, round, target));
      if (received === "") continue;
      const { status, body } = readRawAnswer(received);
      // What RPC V1 does not sign (a host name, say) may change without harm.
      if (status === 200) expect(body.KeyId).toBe("k");
    }
    expect(fixed.failures).toEqual([]);
    expect(await sendRaw(fixed.port, get(target))).toMatch(/^HTTP\/1.1 200/);
    await fixed.close(0);
  });
});

describe("connections", () => {
  it("are kept between calls, refused ones too", async () => {
    const one = get("/").replace("close", "keep-alive");
    const received = await sendRaw(gateway.port, one + one + get(signed()), false);
    expect(received.match(/HTTP\/1.1 (\d+)/g)).toEqual(["HTTP/1.1 400", "HTTP/1.1 400", "HTTP/1.1 200"]);
  });

  it("that trickle are cut off with 408", async () => {
    const impatient = await startTestGateway({
      timeouts: { headersMilliseconds: 100, requestMilliseconds: 200, checkMilliseconds: 20 },
    });
    const slow = ["GET / HTTP/1.1\r\nHost: x\r\n", post("a=", "Content-Length: 100")];
    const answers = await Promise.all(slow.map((bytes) => sendRaw(impatient.port, bytes, false)));
    expect(answers.map((answer) => readRawAnswer(answer).status)).toEqual([408, 408]);
    await impatient.close(0);
  });

  it("are closed gracefully: a call under way is answered, new ones are not taken", async () => {
    let release = () => {};
    let arrived = () => {};
    const inside = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const closing = await startTestGateway({
      answer: async () => {
        arrived();
        await held;
        return { Done: true };
      },
    });
    const target = signed();
    const answer = sendRaw(closing.port, get(target).replace("close", "keep-alive"), false);
    await inside;
    const closed = closing.close(60_000);
    release();
    expect(readRawAnswer(await answer)).toMatchObject({ status: 200, body: { Done: true } });
    await closed;
    expect(await sendRaw(closing.port, get(target))).toBe("");
  });

  it("take a chunked ACS3 call with a body from node:http", async () => {
    const body = "KeyId=k";
    const headers = signAcs3("Echo", `127.0.0.1:${gateway.port}`, { body });
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const request = httpRequest({ port: gateway.port, host: "127.0.0.1", method: "POST", headers }, resolve);
      request.on("error", reject);
      request.write(body.slice(0, 3));
      request.end(body.slice(3));
    });
    response.resume();
    expect(response.statusCode).toBe(200);
  });
});

/** A small seeded generator (mulberry32), so that a failing round can be repeated. */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** By turns: noise, a good request with bytes flipped, noise as query, noise as signed headers. */
function hostileBytes(next: (below: number) => number, round: number, target: string): Buffer {
  const noise = Buffer.from(Array.from({ length: 1 + next(400) }, () => next(256)));
  if (round % 4 === 0) return noise;
  if (round % 4 === 1) {
    const bytes = Buffer.from(get(target));
    for (let flips = 1 + next(8); flips > 0; flips--) bytes[next(bytes.length)] = next(256);
    return bytes;
  }
  if (round % 4 === 2) return Buffer.from(get(`/?${noise.toString("latin1").replace(/[\s\0]/g, "%")}`), "latin1");
  const header = Buffer.from(noise.filter((byte) => byte >= 0x20 && byte !== 0x7f)).toString("latin1");
  return Buffer.from(get("/", `Authorization: ACS3-HMAC-SHA256 ${header}`, `x-acs-action: ${header}`), "latin1");
}
