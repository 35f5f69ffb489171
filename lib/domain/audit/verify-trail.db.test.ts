import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { canonicalJson } from "@/lib/crypto/canonical-json";
import { randomUuid } from "@/lib/crypto/random";
import { stretchAfter } from "@/lib/db/audit-chain.sql";
import { connectBeside } from "@/lib/db/client";
import { anAccount, type TestAccount } from "@/lib/testing/builders/an-account";
import { testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import { long } from "@/lib/testing/long";
import { Seeded } from "@/lib/testing/seeded";
import type { BackupStore } from "../backups/store";
import { transaction } from "../transaction";
import { canonicalEvent } from "./event-bytes";
import { exportAuditHeads } from "./export-heads";
import { linkAudit } from "./link-audit";
import { promisedHeads } from "./promised-heads";
import { type AuditDetail, record } from "./record";
import { TAMPERINGS, type Victim } from "./tampering.test-support";
import { verifyAuditTrail, verifyAuditTrails } from "./verify-audit-trail";
import { verifyTrail } from "./verify-trail";

let database: TestDatabase;
let world: ReturnType<typeof testWorld>;
const objects = new Map<string, Buffer>();

beforeAll(async () => {
  database = await testDatabase();
  const store: Partial<BackupStore> = {
    putIfAbsent: async (name, bytes) => !objects.has(name) && !!objects.set(name, Buffer.from(bytes)),
    get: async (name) => objects.get(name) ?? null,
    list: async (prefix) => [...objects.keys()].filter((name) => name.startsWith(prefix)).sort(),
  };
  world = testWorld(database.db, { ports: { backupStore: store as BackupStore } });
  await database.db.installation.createMany({
    data: [{ id: randomUuid(), createdAt: world.clock.now(), timeZone: "Asia/Shanghai" }],
    skipDuplicates: true,
  });
});
afterAll(() => database.close());

const EVENTS = 12;

async function write({ ctx, accountId }: TestAccount, event = "TestEvent", detail: AuditDetail = { n: 1 }) {
  world.clock.advance({ seconds: 7 });
  await transaction(ctx, (tx) => record(tx, event, { accountId, region: "cn-hangzhou", arn: `acs:${event}` }, detail));
}

/** An account with a trail that is chained and covered by a head, half of it by an earlier one. */
async function aTrail(): Promise<TestAccount> {
  const account = await anAccount(world);
  for (let n = 0; n < EVENTS; n++) {
    await write(account);
    if (n === EVENTS / 2) await exportHeads();
  }
  await exportHeads();
  return account;
}

async function exportHeads() {
  world.clock.advance({ minutes: 10 });
  expect(await exportAuditHeads(world.ctx)).not.toBeNull();
  world.clock.advance({ minutes: 11 });
}

async function verified({ ctx, accountId }: TestAccount) {
  return verifyTrail(ctx, accountId, await promisedHeads(ctx, [accountId]));
}

describe("a trail that nobody touched", () => {
  it("is intact, and the answer says what was checked, what is promised and what waits", async () => {
    const account = await aTrail();
    await write(account);
    await linkAudit(world.ctx);
    await write(account);
    const answer = await verified(account);
    expect(answer).toMatchObject({ intact: true, counts: {}, first: null, lastSeq: EVENTS + 1, promisedSeq: EVENTS });
    expect(answer.waiting).toBe(1);
    expect(answer.waitingSince).toEqual(world.clock.now());
    expect(answer.heads.read).toBe(objects.size);
  });

  it("is intact whatever its texts hold: the database writes them down byte for byte as the leaf was made", async () => {
    const account = await anAccount(world);
    const odd = ["\u0001\b\f\n\r\t\u001e\u001f\u007f", '"\\/', "\u2028\u2029", "é中文🗝️", "=cmd", ""];
    for (const text of odd) {
      await write(account, `Odd${text}`, {
        text,
        [text || "b"]: [1, { z: null, a: true, "": -5 }],
        Z: 9007199254740991,
      });
    }
    await linkAudit(world.ctx);
    const client = await connectBeside(database.db);
    const { links, events, count } = await stretchAfter(client, account.accountId, 0, 100).finally(() => client.end());
    expect(count).toBe(odd.length);
    while (links.next()) {
      const {
        leaf: _leaf,
        at,
        ...row
      } = await database.db.auditEvent.findFirstOrThrow({
        where: { id: links.eventId },
      });
      expect(events.find(links)).toBe(true);
      const written = canonicalEvent(events, account.accountId);
      expect(written && Buffer.from(written).toString()).toBe(
        canonicalJson({ ...(row as object), at: at.toISOString() }).toString(),
      );
    }
    expect(await verified(account)).toMatchObject({ intact: true, lastSeq: odd.length });
  });

  it("stays intact while others write, chain and export", async () => {
    const account = await aTrail();
    const busy = Promise.all([write(account), linkAudit(world.ctx), write(account), linkAudit(world.ctx)]);
    const answers = await Promise.all([verified(account), verified(account)]);
    await busy;
    expect(answers.every(({ intact }) => intact)).toBe(true);
    await linkAudit(world.ctx);
    expect(await verified(account)).toMatchObject({ intact: true, waiting: 0 });
  });
});

describe("S53: a trail that somebody with every right in the database changed", () => {
  const seeds = Array.from({ length: long ? 20 : 1 }, (_, seed) => seed + 1);
  for (const [what, { found, tamper }] of Object.entries(TAMPERINGS)) {
    it(`is found out: ${what}`, async () => {
      for (const seed of seeds) {
        const [account, other] = [await aTrail(), await aTrail()];
        const victim: Victim = {
          accountId: account.accountId,
          otherAccountId: other.accountId,
          sql: (text, values) => database.sql(text, values),
          chain: () => linkAudit(world.ctx),
          seeded: new Seeded(seed),
          length: EVENTS,
        };
        expect((await verified(account)).intact).toBe(true);
        await tamper(victim);
        const answer = await verified(account);
        expect(answer, `seed ${seed}`).toMatchObject({ intact: false });
        expect(
          found.some((kind) => answer.counts[kind]),
          `seed ${seed}: ${JSON.stringify(answer.counts)}`,
        ).toBe(true);
        expect(answer.first).not.toBeNull();
      }
    }, 300_000);
  }

  it("is found out: an object of heads is altered, or taken away and another put under its name", async () => {
    const account = await aTrail();
    const [name = "", older = ""] = [...objects.keys()].sort().reverse();
    const [bytes, olderBytes] = [objects.get(name) as Buffer, objects.get(older) as Buffer];
    for (const forged of [
      Buffer.from(bytes.toString().replace(/"seq":"\d+"/, '"seq":"3"')),
      olderBytes,
      Buffer.from("{}"),
    ]) {
      objects.set(name, forged);
      expect((await verified(account)).counts).toEqual({ head: 1 });
    }
    objects.set(name, bytes);
    expect((await verified(account)).intact).toBe(true);
  });

  it("is found out: the whole database is older than the last head, and from when it is", async () => {
    const [one, two] = [await aTrail(), await aTrail()];
    const cut = await database.sql<{ account_id: string; seq: string }>(
      "SELECT account_id, max(seq) AS seq FROM audit_link GROUP BY account_id",
    );
    const from = objects.size;
    for (const account of [one, two]) await write(account);
    await exportHeads();
    // Put back: what every table was before.
    for (const { account_id, seq } of cut) {
      await database.sql(
        `DELETE FROM audit_event e USING audit_link l
           WHERE l.account_id = $1 AND l.seq > $2 AND e.id = l.event_id`,
        [account_id, seq],
      );
      await database.sql("DELETE FROM audit_link WHERE account_id = $1 AND seq > $2", [account_id, seq]);
    }
    const answer = await verified(one);
    expect(answer.counts).toEqual({ older: 1 });
    const fitting = [...objects.keys()].sort()[from - 1] ?? "";
    expect(fitting).toContain(answer.databaseFrom?.toISOString().slice(11, 19).replaceAll(":", ""));
  });
});

describe("asking for it", () => {
  it("is an event with its result, which a refused one is not (P27)", async () => {
    const account = await aTrail();
    const answer = await verifyAuditTrail(account.ctx, { region: "cn-hangzhou" });
    expect(answer).toMatchObject({ state: "done", verification: { lastSeq: EVENTS } });
    const [event] = await database.db.auditEvent.findMany({
      where: { accountId: account.accountId, event: "VerifyAuditTrail" },
    });
    expect(event?.detail).toMatchObject({ lastSeq: EVENTS, findings: {} });
    const again = await verifyAuditTrail(account.ctx, { region: "cn-hangzhou", run: answer.run });
    expect(again).toEqual(answer);
  });

  it("tells nobody of another account's run", async () => {
    const [account, other] = [await aTrail(), await aTrail()];
    const { run } = await verifyAuditTrail(account.ctx, { region: "" });
    await expect(verifyAuditTrail(other.ctx, { region: "", run })).rejects.toMatchObject({
      code: "AuditVerificationGone",
    });
  });

  it("goes through all accounts for the operator alone", async () => {
    const account = await aTrail();
    const operator = world.as({ kind: "operator", osUser: "test" });
    const [answer] = await verifyAuditTrails(operator, { accountId: account.accountId });
    expect(answer).toMatchObject({ accountId: account.accountId, lastSeq: EVENTS });
    await expect(verifyAuditTrails(account.ctx, {})).rejects.toMatchObject({ code: "NoPermission" });
  });
});
