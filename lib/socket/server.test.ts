import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import type { Ctx } from "@/lib/domain/context";
import { DomainError } from "@/lib/domain/errors";
import { type Operation, operation } from "@/lib/domain/operation";
import { makeLog } from "@/lib/log";
import { SocketClient } from "./client";
import { encode } from "./codec";
import { frame } from "./frames";
import { serveSocket } from "./server";

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

let gate = Promise.resolve();
const echo = operation(
  "Echo",
  { touches: "secrets", schema: z.object({ value: z.unknown() }) },
  async (ctx, { value }) => ({
    value,
    actor: ctx.actor.kind,
  }),
);
const wait = operation("Wait", { touches: "secrets", schema: z.object({}) }, async () => {
  await gate;
  return "waited";
});
const refuse = operation("Refuse", { touches: "secrets", schema: z.object({ name: z.string() }) }, async () => {
  throw new DomainError("TooManyAttempts", { seconds: 30 });
});
const fail = operation("Fail", { touches: "secrets", schema: z.object({}) }, async () => {
  throw new Error("connection string postgresql://user:hunter2@host");
});
const operations: Record<string, Operation> = { Echo: echo, Wait: wait, Refuse: refuse, Fail: fail } as never;

async function served(folder = mkdtempSync(path.join(tmpdir(), "kms-socket-"))) {
  closing.push(() => rmSync(folder, { recursive: true, force: true }));
  const socketPath = path.join(folder, "gateway.sock");
  const lines: string[] = [];
  const serve = () =>
    serveSocket({
      path: socketPath,
      operations,
      contextFor: async (_operation, { requestId }) => ({ requestId, actor: { kind: "nobody" } }) as Ctx,
      log: makeLog({}, (line) => lines.push(line), "info"),
    });
  const server = await serve();
  const client = new SocketClient(socketPath, 5);
  closing.push(() => client.close());
  return { socketPath, server, serve, client, lines };
}
const ask = (client: SocketClient, name: string, input: unknown = {}) =>
  client.call({ operation: name, input, requestId: "r-1" });

describe("the internal socket", () => {
  it("carries dates, bigints and bytes both ways, and many requests at once", async () => {
    const { client, server } = await served();
    closing.push(server.close);
    const value = { at: new Date(0), big: 2n ** 70n, bytes: Buffer.from([0, 255]), text: "鍵" };
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) => ask(client, "Echo", { value: { ...value, n } })),
    );
    expect(answers).toEqual(answers.map((_, n) => ({ value: { ...value, n }, actor: "nobody" })));
  });

  it("is open to its own system user alone", async () => {
    const { socketPath, server } = await served();
    closing.push(server.close);
    expect(statSync(socketPath).mode & 0o777).toBe(0o600);
  });

  it("hands on a refusal's code and values, and names a wrong parameter", async () => {
    const { client, server } = await served();
    closing.push(server.close);
    await expect(ask(client, "Refuse", { name: "x" })).rejects.toMatchObject({
      code: "TooManyAttempts",
      params: { seconds: 30 },
    });
    await expect(ask(client, "Refuse", { name: 5 })).rejects.toMatchObject({
      code: "InvalidParameter",
      params: { name: "name" },
    });
    await expect(ask(client, "Refuse")).rejects.toMatchObject({ code: "MissingParameter" });
  });

  it.each(["Nothing", "toString", "__proto__", "constructor"])(
    "runs nothing but what is registered: %s",
    async (name) => {
      const { client, server } = await served();
      closing.push(server.close);
      await expect(ask(client, name)).rejects.toMatchObject({ code: "UnsupportedOperation" });
    },
  );

  it("turns a defect into a bare InternalFailure, whose request id finds the log line", async () => {
    const { client, server, lines } = await served();
    closing.push(server.close);
    await expect(ask(client, "Fail")).rejects.toMatchObject({ code: "InternalFailure", params: {} });
    expect(
      lines.filter((line) => line.includes('"requestId":"r-1"') && line.includes("an operation failed")),
    ).toHaveLength(1);
  });

  it("drops a connection that sends what is no request, and goes on for others", async () => {
    const { client, server, socketPath } = await served();
    closing.push(server.close);
    for (const bytes of [Buffer.from("GET / HTTP/1.1\r\n\r\n"), frame(Buffer.from("{}")), frame(encode({ id: -1 }))]) {
      const stranger = connect(socketPath);
      const gone = new Promise<void>((resolve) => stranger.once("close", () => resolve()));
      stranger.on("error", () => {});
      stranger.resume();
      stranger.write(bytes);
      await gone;
    }
    await expect(ask(client, "Echo", { value: 1 })).resolves.toEqual({ value: 1, actor: "nobody" });
  });

  it("answers what it took before it closes, and a client finds the next gateway by itself", async () => {
    const { client, server, serve } = await served();
    let open = () => {};
    gate = new Promise((resolve) => {
      open = resolve;
    });
    const waiting = ask(client, "Wait");
    await ask(client, "Echo", { value: 1 }); // so that the first has arrived too
    const closed = server.close();
    open();
    await expect(waiting).resolves.toBe("waited");
    await closed;
    await expect(ask(client, "Echo", { value: 2 })).rejects.toMatchObject({ code: "ServiceUnavailable" });
    const next = await serve();
    closing.push(next.close);
    await expect(ask(client, "Echo", { value: 3 })).resolves.toMatchObject({ value: 3 });
  });

  it("puts off what is too much at once, and answers what it took on the same connection", async () => {
    const { client, server } = await served();
    closing.push(server.close);
    let open = () => {};
    gate = new Promise((resolve) => {
      open = resolve;
    });
    const taken = Array.from({ length: 256 }, () => ask(client, "Wait"));
    await expect(ask(client, "Echo", { value: 1 })).rejects.toMatchObject({ code: "ServiceUnavailable" });
    open();
    expect(new Set(await Promise.all(taken))).toEqual(new Set(["waited"]));
    await expect(ask(client, "Echo", { value: 2 })).resolves.toMatchObject({ value: 2 });
  });

  it.runIf(process.platform === "linux")("finds a gateway whose deep folder was made after the first try", async () => {
    const folder = path.join(mkdtempSync(path.join(tmpdir(), "kms-socket-")), "x".repeat(120));
    const early = new SocketClient(path.join(folder, "gateway.sock"), 5);
    closing.push(() => early.close());
    await expect(ask(early, "Echo")).rejects.toMatchObject({ code: "ServiceUnavailable" });
    mkdirSync(folder);
    const { server } = await served(folder);
    closing.push(server.close);
    await expect(ask(early, "Echo", { value: 1 })).resolves.toMatchObject({ value: 1 });
  });

  it("says ServiceUnavailable when no gateway is there, or none answers in time", async () => {
    const { server, socketPath } = await served();
    closing.push(server.close);
    const nowhere = new SocketClient(`${socketPath}.none`);
    await expect(ask(nowhere, "Echo")).rejects.toMatchObject({ code: "ServiceUnavailable" });
    let open = () => {};
    gate = new Promise((resolve) => {
      open = resolve;
    });
    const hasty = new SocketClient(socketPath, 0.05);
    closing.push(() => hasty.close());
    await expect(ask(hasty, "Wait")).rejects.toMatchObject({ code: "ServiceUnavailable" });
    open();
  });

  it("takes the name that a killed gateway left behind, and leaves a living one's alone", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "kms-socket-"));
    writeFileSync(path.join(folder, "gateway.sock"), "");
    const { server, serve } = await served(folder);
    closing.push(server.close);
    await expect(serve()).rejects.toThrow(/Another gateway serves/);
  });

  it.runIf(process.platform === "linux")("works in a folder deeper than a socket's name may be long", async () => {
    const folder = path.join(mkdtempSync(path.join(tmpdir(), "kms-socket-")), "x".repeat(120));
    mkdirSync(folder);
    const { client, server } = await served(folder);
    closing.push(server.close);
    await expect(ask(client, "Echo", { value: 1 })).resolves.toMatchObject({ value: 1 });
  });
});
