import { mkdtempSync, rmSync } from "node:fs";
import { Agent, get } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { z } from "zod";
import { failureOf } from "@/lib/actions/run-operation";
import { startTestGateway, type TestGateway } from "@/lib/api/gateway.test-support";
import { formText, signRpc } from "@/lib/api/signing.test-support";
import type { Ctx } from "@/lib/domain/context";
import { operation } from "@/lib/domain/operation";
import { makeLog } from "@/lib/log";
import { SocketClient } from "@/lib/socket/client";
import { serveSocket } from "@/lib/socket/server";
import { CANARY, FAULTS } from "./faults";

// What Next itself puts there for code of the server.
vi.mock("next/navigation", () => import("next/dist/client/components/navigation.react-server"));
vi.hoisted(() => vi.resetModules());

// S50: whatever an operation fails with, whoever asked is told a code, a sentence and the request's number, and the log
// has one line of it. At each of the three doors: the gateway, the internal socket, the console's actions.
let lines: string[] = [];
const log = makeLog({}, (line) => lines.push(line), "error");
let gateway: TestGateway;
let closeSocket: () => Promise<void>;
let client: SocketClient;
const folder = mkdtempSync(path.join(tmpdir(), "kms-faults-"));
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
const astray = vi.fn();

const fail = operation("Fail", { touches: "secrets", schema: z.object({ at: z.int() }) }, async (_ctx, { at }) =>
  FAULTS[at]?.fail(),
);

beforeAll(async () => {
  process.on("unhandledRejection", astray);
  let next = 0;
  gateway = await startTestGateway({
    answer: () => FAULTS[next++]?.fail() ?? Promise.resolve({}),
    onFailure: (error, requestId) => log.error("a call failed", { requestId, error }),
  });
  const socketPath = path.join(folder, "gateway.sock");
  const contextFor = async (_operation: unknown, { requestId }: { requestId: string }) =>
    ({ requestId, actor: { kind: "nobody" } }) as Ctx;
  const server = await serveSocket({ path: socketPath, operations: { Fail: fail } as never, contextFor, log });
  client = new SocketClient(socketPath, 10);
  closeSocket = async () => {
    await client.close();
    await server.close();
  };
});
beforeEach(() => {
  lines = [];
});
afterAll(async () => {
  agent.destroy();
  await gateway.close(0);
  await closeSocket();
  rmSync(folder, { recursive: true, force: true });
  process.off("unhandledRejection", astray);
});

it("has 1,000 faults at three doors", () => {
  expect(FAULTS.length * 3).toBeGreaterThan(1000);
});

/** One line in the log, with the number that the answer had, and no secret that could be told from a message. */
function expectOneLine(requestId: string, what: string) {
  expect(lines, what).toHaveLength(1);
  expect(lines[0]?.slice(0, -1), what).not.toMatch(/[\n\r]/);
  expect(JSON.parse(lines[0] ?? ""), what).toMatchObject({ level: "error", requestId });
  expect(lines[0]?.length, what).toBeLessThan(64_000);
  expect(lines[0], what).not.toContain(`kms_gateway:${CANARY}@`);
  expect(lines[0], what).not.toContain(`(value)=(${CANARY})`);
  lines = [];
}

it("at the gateway", async () => {
  for (const { what } of FAULTS) {
    const { status, body } = await ask();
    const requestId = JSON.parse(body).RequestId;
    expect({ status, ...JSON.parse(body) }, what).toEqual({
      status: 500,
      RequestId: requestId,
      HostId: expect.any(String),
      HttpStatus: 500,
      Code: "InternalFailure",
      Message: "Internal failure.",
    });
    expectOneLine(requestId, what);
  }
}, 60_000);

it("at the internal socket", async () => {
  for (const [at, { what }] of FAULTS.entries()) {
    const requestId = `r-${at}`;
    const refused = await client.call({ operation: "Fail", input: { at }, requestId }).catch((error: unknown) => error);
    expect({ ...(refused as object) }, what).toMatchObject({ code: "InternalFailure", params: {} });
    expect(JSON.stringify(refused), what).not.toContain(CANARY);
    expectOneLine(requestId, what);
  }
}, 60_000);

it("in an action of the console", async () => {
  const written = vi.spyOn(process.stderr, "write").mockImplementation((line) => lines.push(String(line)) > 0);
  // Of these two Next's own look at errors dies, and its own bare answer is the last resort.
  for (const { what, fail } of FAULTS.filter(({ what }) => !/in a circle|revoked/.test(what))) {
    const thrown = await (async () => fail())().catch((error: unknown) => ({ error }));
    const told = failureOf("r-1", "Fail", (thrown as { error: unknown }).error);
    expect(told, what).toEqual({ ok: false, code: "InternalFailure", requestId: "r-1" });
    expectOneLine("r-1", what);
  }
  written.mockRestore();
});

it("and no promise of them was left to end the process", () => {
  expect(astray).not.toHaveBeenCalled();
});

function ask(): Promise<{ status: number; body: string }> {
  const target = `/?${formText(signRpc({ Action: "Echo" }))}`;
  return new Promise((resolve, reject) => {
    get({ port: gateway.port, host: "127.0.0.1", path: target, agent }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (chunk: string) => {
        body += chunk;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
    }).on("error", reject);
  });
}
