import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAccessKey } from "@/lib/domain/accounts/create-access-key";
import { createAccount } from "@/lib/domain/accounts/create-account";
import { deleteAccessKey } from "@/lib/domain/accounts/delete-access-key";
import { signIn } from "@/lib/domain/accounts/sign-in";
import { signOut } from "@/lib/domain/accounts/sign-out";
import { touchSession } from "@/lib/domain/accounts/touch-session";
import type { Operation } from "@/lib/domain/operation";
import { makeLog } from "@/lib/log";
import { testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import { SocketClient } from "./client";
import { consoleContexts, operatorContexts } from "./contexts";
import { serveSocket } from "./server";

const PASSWORD = "a long walk beside the canal";
const all = [createAccount, createAccessKey, deleteAccessKey, signIn, signOut, touchSession];
// Every door parses before it calls, so an operation of any input may stand in the table.
const operations = Object.fromEntries(
  all.map((operation) => [operation.operationName, operation as unknown as Operation]),
);

let base: TestDatabase;
let folder: string;
let asConsole: SocketClient;
let asOperator: SocketClient;
const closing: (() => Promise<void>)[] = [];
const lines: string[] = [];
beforeAll(async () => {
  base = await testDatabase();
  folder = mkdtempSync(path.join(tmpdir(), "kms-socket-"));
  const { ctx } = testWorld(base.db);
  const log = makeLog({}, (line) => lines.push(line), "info");
  const serve = async (name: string, contextFor: ReturnType<typeof consoleContexts>) => {
    const socketPath = path.join(folder, name);
    const server = await serveSocket({ path: socketPath, operations, contextFor, log });
    const client = new SocketClient(socketPath);
    closing.push(async () => {
      await client.close();
      await server.close();
    });
    return client;
  };
  asConsole = await serve("gateway.sock", consoleContexts(ctx));
  asOperator = await serve("operator.sock", operatorContexts(ctx));
});
afterAll(async () => {
  for (const close of closing) await close();
  await base.close();
  rmSync(folder, { recursive: true, force: true });
});

const REQUEST = { requestId: "11111111-1111-4111-8111-111111111111", sourceIp: "192.0.2.7" };
const ask = (operation: string, input: unknown, sessionToken?: string) =>
  asConsole.call({ operation, input, ...REQUEST, ...(sessionToken ? { sessionToken } : {}) });

async function anOwner(name: string) {
  const made = await asOperator.call({
    operation: "CreateAccount",
    input: { name, password: PASSWORD },
    requestId: REQUEST.requestId,
    osUser: "root",
  });
  const { token, expiresAt } = (await ask("SignIn", { account: name, password: PASSWORD })) as {
    token: string;
    expiresAt: Date;
  };
  return { accountId: (made as { accountId: string }).accountId, token, expiresAt };
}

describe("the gateway's internal sockets", () => {
  it("take the actor from the session's row, and nothing without one (decisions 6)", async () => {
    const { accountId, token, expiresAt } = await anOwner("northgate");
    expect(expiresAt).toBeInstanceOf(Date);
    const made = (await ask("CreateAccessKey", {}, token)) as { accessKeyId: string };
    const row = await base.db.accessKey.findUniqueOrThrow({ where: { accessKeyId: made.accessKeyId } });
    expect(row.accountId).toBe(accountId);
    for (const bad of [undefined, "unknown", `${token}x`]) {
      await expect(ask("CreateAccessKey", {}, bad)).rejects.toMatchObject({ code: "NotSignedIn" });
    }
    await ask("SignOut", {}, token);
    await expect(ask("CreateAccessKey", {}, token)).rejects.toMatchObject({ code: "NotSignedIn" });
    expect(await base.db.accessKey.count({ where: { accountId } })).toBe(1);
  });

  it("do not let the console act as the operator, whatever it writes in its request", async () => {
    const { accountId, token } = await anOwner("southgate");
    const request = { operation: "CreateAccount", input: { name: "eastgate", password: PASSWORD }, ...REQUEST };
    const posing = { ...request, osUser: "root", accountId };
    await expect(asConsole.call(posing)).rejects.toMatchObject({ code: "NotSignedIn" });
    await expect(asConsole.call({ ...posing, sessionToken: token })).rejects.toMatchObject({ code: "NoPermission" });
    expect(await base.db.account.count({ where: { name: "eastgate" } })).toBe(0);
  });

  it("record what is refused, with who and from where; a stranger's try under no account's name is no event", async () => {
    const { accountId, token } = await anOwner("westgate");
    await expect(ask("DeleteAccessKey", { accessKeyId: "LTAInone" }, token)).rejects.toMatchObject({
      code: "AccessKeyNotFound",
    });
    await expect(ask("SignIn", { account: "westgate", password: "wrong" })).rejects.toMatchObject({
      code: "SignInFailed",
    });
    await expect(ask("SignIn", { account: "no-gate", password: "wrong" })).rejects.toMatchObject({
      code: "SignInFailed",
    });
    // Recorded after the answer; closing waits for it.
    await Promise.all(closing.splice(0).map((close) => close()));
    const events = await base.db.auditEvent.findMany({ where: { accountId, NOT: { outcome: "Success" } } });
    expect(events.map(({ event, outcome }) => `${event} ${outcome}`).sort()).toEqual([
      "DeleteAccessKey AccessKeyNotFound",
      "SignIn SignInFailed",
    ]);
    expect(events.find(({ event }) => event === "DeleteAccessKey")).toMatchObject({
      actor: `acs:ram::${accountId}:root`,
      resource: "LTAInone",
      sourceIp: REQUEST.sourceIp,
      requestId: REQUEST.requestId,
    });
    expect(await base.db.auditEvent.count({ where: { actor: "nobody", NOT: { accountId } } })).toBe(0);
    for (const line of lines) expect(line).not.toMatch(new RegExp(`${token}|${PASSWORD}`));
  });
});
