import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { makeDb } from "@/lib/db/client";
import type { PrismaClient } from "@/lib/generated/prisma/client";
import { makeLog } from "@/lib/log";
import { SocketClient } from "@/lib/socket/client";
import { consoleContexts } from "@/lib/socket/contexts";
import { serveSocket } from "@/lib/socket/server";
import {
  anAccountWithPassword,
  PASSWORD,
  type SignedIn,
  sessionOf,
  signedIn,
} from "@/lib/testing/builders/a-signed-in-user";
import { type TestWorld, testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import type { Operation } from "../operation";
import { changePassword } from "./change-password";
import { describeSecondFactor } from "./describe-second-factor";
import { listSessions } from "./list-sessions";
import { resolveSession } from "./resolve-session";
import { revokeOtherSessions } from "./revoke-other-sessions";
import { revokeSession } from "./revoke-session";
import { signIn } from "./sign-in";
import { signOut } from "./sign-out";
import { stepUp } from "./step-up";

// S31 over what two processes hold: a console, which reads the session's row by itself, and a gateway behind its socket,
// each with connections of its own.

let base: TestDatabase;
let world: TestWorld;
let consoleDb: PrismaClient;
let gateway: SocketClient;
const closing: (() => Promise<unknown>)[] = [];
beforeAll(async () => {
  base = await testDatabase();
  world = testWorld(base.db);
  consoleDb = makeDb(base.url);
  const gatewayDb = makeDb(base.url);
  const folder = mkdtempSync(path.join(tmpdir(), "kms-sessions-"));
  const socket = path.join(folder, "gateway.sock");
  const operations = { DescribeSecondFactor: describeSecondFactor as unknown as Operation };
  const contextFor = consoleContexts({ ...world.ctx, db: gatewayDb });
  const server = await serveSocket({ path: socket, operations, contextFor, log: makeLog({}, () => {}, "error") });
  gateway = new SocketClient(socket);
  closing.push(() => gateway.close());
  closing.push(() => server.close());
  closing.push(() => Promise.all([consoleDb.$disconnect(), gatewayDb.$disconnect()]));
  closing.push(async () => rmSync(folder, { recursive: true }));
});
afterAll(async () => {
  for (const close of closing) await close();
  await base.close();
});

let count = 0;
let name: string;
let me: SignedIn;
beforeEach(async () => {
  name = `lockgate-${count++}`;
  await anAccountWithPassword(world, name);
  me = await signedIn(world, name);
});

/** Where a token is good, now. */
async function goodAt(token: string): Promise<string[]> {
  const requestId = "11111111-1111-4111-8111-111111111111";
  const inConsole = (await resolveSession({ db: consoleDb }, token)) !== null;
  const inGateway = await gateway
    .call({ operation: "DescribeSecondFactor", input: {}, requestId, sessionToken: token })
    .then(
      () => true,
      (error: { code?: string }) => {
        if (error.code !== "NotSignedIn") throw error;
        return false;
      },
    );
  return [...(inConsole ? ["console"] : []), ...(inGateway ? ["gateway"] : [])];
}

describe("the id of a session (S31)", () => {
  it("is new at each of 100 sign-ins and step-ups; none that was known before is ever somebody else's", async () => {
    const planted: string[] = [];
    await anAccountWithPassword(world, `${name}-thief`);
    for (let n = 0; n < 10; n++) planted.push((await signedIn(world, `${name}-thief`)).token);
    const known = new Set(planted);
    let victim = me;
    for (let n = 0; n < 100; n++) {
      const before = victim;
      // Whatever the browser held before, a thief's session or one's own, is no part of what the person gets.
      victim =
        n % 2 === 0
          ? await sessionOf(world, (await stepUp(before.ctx, { password: PASSWORD })).token)
          : await signedIn(world, name);
      expect(known.has(victim.token)).toBe(false);
      expect(victim.token).toMatch(/^[\w-]{43}$/); // 256 bits
      known.add(victim.token);
      if (n % 2 === 0) await expect(resolveSession({ db: consoleDb }, before.token)).resolves.toBeNull();
    }
    for (const token of planted) {
      expect((await resolveSession({ db: consoleDb }, token))?.actor.accountId).not.toBe(me.accountId);
    }
  });

  const other = async () => {
    const sessionId = (await listSessions(me.ctx, {})).find(({ current }) => !current)?.sessionId ?? "";
    return { sessionId };
  };
  const next = "the second bridge after the mill";
  it.each<[string, (ended: SignedIn) => Promise<unknown>]>([
    ["its own sign-out", (ended) => signOut(ended.ctx, {})],
    ["its own step-up", (ended) => stepUp(ended.ctx, { password: PASSWORD })],
    ["being ended from another session", async () => revokeSession(me.ctx, await other())],
    ["the end of all others", () => revokeOtherSessions(me.ctx, {})],
    ["a change of the password", () => changePassword(me.ctx, { present: PASSWORD, next })],
  ])("is dead within a second in every process after %s", async (_by, end) => {
    const ended = await signedIn(world, name, { sourceIp: "192.0.2.2" });
    expect(await goodAt(ended.token)).toEqual(["console", "gateway"]);
    await end(ended);
    const since = performance.now();
    expect(await goodAt(ended.token)).toEqual([]);
    expect(performance.now() - since).toBeLessThan(1000);
  });
});

describe("a person's sessions", () => {
  it("are listed with address, browser and last use, and all others end at once", async () => {
    const nobody = world.as({ kind: "nobody" }, { sourceIp: "2001:db8::7" });
    await signIn(nobody, { account: name, password: PASSWORD, userAgent: `Firefox ${"x".repeat(400)}` });
    const [newest, own] = await listSessions(me.ctx, {});
    expect(newest).toMatchObject({ sourceIp: "2001:db8::7", current: false });
    expect(newest?.userAgent).toHaveLength(256);
    expect(own).toMatchObject({ sourceIp: "203.0.113.7", current: true, seenAt: expect.any(Date) });
    await expect(revokeOtherSessions(me.ctx, {})).resolves.toEqual({ endedSessions: 1 });
    await expect(listSessions(me.ctx, {})).resolves.toHaveLength(1);
    await expect(revokeOtherSessions(me.ctx, {})).resolves.toEqual({ endedSessions: 0 });
    const events = await base.db.auditEvent.findMany({
      where: { accountId: me.accountId, event: "RevokeOtherSessions" },
    });
    expect(events.map(({ detail }) => JSON.stringify(detail)).sort()).toEqual([
      '{"endedSessions":0}',
      '{"endedSessions":1}',
    ]);
  });
});
