import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Gateways, rpcRequest, twoGateways } from "@/lib/api/gateways.test-support";
import { CONSOLE_OPERATIONS } from "@/lib/api/internal-operations";
import { GATEWAY_PRODUCTS } from "@/lib/api/operations/all";
import { setAccessKeyState } from "@/lib/domain/accounts/set-access-key-state";
import { signOut } from "@/lib/domain/accounts/sign-out";
import { startSession } from "@/lib/domain/accounts/start-session";
import { assumeRole } from "@/lib/domain/sts/assume-role";
import { transaction } from "@/lib/domain/transaction";
import { makeLog } from "@/lib/log";
import { SocketClient } from "@/lib/socket/client";
import { consoleContexts } from "@/lib/socket/contexts";
import { serveSocket } from "@/lib/socket/server";
import { aRamUser } from "../builders/a-ram-user";
import { aRole } from "../builders/a-role";
import { anAccount } from "../builders/an-account";
import type { Credentials } from "../sdk";
import { allOperations } from "./operations";
import { ROWS } from "./rows";

// S29 at the doors: callers that do not get as far as an operation, for every action and every operation there is.

let gateways: Gateways;
beforeAll(async () => {
  gateways = await twoGateways();
});
afterAll(() => gateways.close());

describe("the gateway, for every action", () => {
  const actions = Object.entries(GATEWAY_PRODUCTS).flatMap(([version, table]) =>
    Object.keys(table).map((action) => ({ action, version })),
  );
  /** What everybody with an AccessKey may ask. */
  const FREE = ["DescribeRegions", "GetCallerIdentity"];
  let disabled: Credentials;
  let expired: Credentials;
  let powerless: Credentials;

  beforeAll(async () => {
    const { world, database } = gateways;
    const account = await anAccount(world);
    const user = await aRamUser(world, account, { accessKey: true, policies: ["AliyunKMSFullAccess"] });
    const role = await aRole(world, account, { policies: ["AliyunKMSFullAccess"] });
    const taker = await aRamUser(world, account, { policies: ["AliyunSTSAssumeRoleAccess"] });
    const other = await aRamUser(world, account, { accessKey: true });
    if (!user.accessKey || !other.accessKey) throw new Error("both were asked for");
    const { accessKeyId } = user.accessKey;
    await setAccessKeyState(account.ctx, { userName: user.name, accessKeyId, state: "Inactive" });
    disabled = user.accessKey;
    powerless = other.accessKey;
    const token = await assumeRole(taker.ctx, { roleArn: role.arn, sessionName: "doors" });
    expired = token;
    await database.sql("UPDATE role_token SET expires_at = clock_timestamp() - interval '1 second'");
  });

  it.each(actions)("$action of $version", async ({ action, version }) => {
    const ask = async (credentials: Credentials) => {
      const { status, body } = await rpcRequest(credentials, { Action: action, Version: version })(gateways.first);
      return `${status} ${String(body.Code)}`;
    };
    expect.soft(await ask(disabled), "a disabled AccessKey").toBe("403 Forbidden.AccessKey");
    expect.soft(await ask(expired), "an expired token").toBe("400 InvalidSecurityToken.Expired");
    expect
      .soft(await ask({ accessKeyId: "LTAIunknown", accessKeySecret: "x" }), "a stranger")
      .toBe("404 InvalidAccessKeyId.NotFound");
    expect
      .soft(await ask({ ...powerless, accessKeySecret: "wrong" }), "a wrong signature")
      .toBe("400 SignatureDoesNotMatch");
    const told = await ask(powerless);
    if (FREE.includes(action)) expect.soft(told, "without a policy").toBe("200 undefined");
    else expect.soft(told, "without a policy").toMatch(/^403 Forbidden\.NoPermission$|^400 (Missing|Invalid)Parameter/);
  });
});

describe("the internal socket, for every operation", () => {
  let folder: string;
  let client: SocketClient;
  let ended: string;
  const closing: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    const { world } = gateways;
    const { personPk, accountId, name } = await anAccount(world);
    const who = { pk: personPk, accountId, name, root: true, operator: false };
    const { session, actor } = await transaction(world.ctx, (tx) => startSession(tx, who, undefined));
    await signOut(world.as(actor), {});
    ended = session.token;
    folder = mkdtempSync(path.join(tmpdir(), "kms-doors-"));
    const socketPath = path.join(folder, "gateway.sock");
    const log = makeLog({}, () => {}, "error");
    const contextFor = consoleContexts(world.ctx);
    const server = await serveSocket({ path: socketPath, operations: CONSOLE_OPERATIONS, contextFor, log });
    client = new SocketClient(socketPath);
    closing.push(
      () => client.close(),
      () => server.close(),
    );
  });
  afterAll(async () => {
    for (const close of closing) await close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("lets nobody in without a session that stands, but to what comes before one", async () => {
    const told: Record<string, unknown> = {};
    for (const name of (await allOperations()).keys()) {
      if (ROWS[name]?.kind === "open") continue;
      for (const sessionToken of [undefined, "unknown", ended]) {
        told[name] = await ask(name, sessionToken);
        const listed = Object.hasOwn(CONSOLE_OPERATIONS, name);
        expect.soft(told[name], `${name} with ${sessionToken}`).toBe(listed ? "NotSignedIn" : "UnsupportedOperation");
      }
    }
    expect(Object.keys(told).length).toBeGreaterThan(100);
  });

  const ask = (operation: string, sessionToken?: string) =>
    client
      .call({
        operation,
        input: {},
        requestId: "00000000-0000-4000-8000-000000000000",
        ...(sessionToken && { sessionToken }),
      })
      .then(
        () => "let through",
        (error: { code?: string }) => error.code ?? String(error),
      );
});
