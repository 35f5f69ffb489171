import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { auditLink } from "@/lib/crypto/digest";
import { randomUuid } from "@/lib/crypto/random";
import { anAccount } from "@/lib/testing/builders/an-account";
import { testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import type { BackupStore } from "../backups/store";
import type { Ctx } from "../context";
import { transaction } from "../transaction";
import { exportAuditHeads, readAuditHeads } from "./export-heads";
import { linkAudit } from "./link-audit";
import { leafOf, record } from "./record";

let database: TestDatabase;
let world: ReturnType<typeof testWorld>;
const objects = new Map<string, Buffer>();

beforeAll(async () => {
  database = await testDatabase();
  const store = {
    putIfAbsent: async (name: string, bytes: Uint8Array) =>
      !objects.has(name) && !!objects.set(name, Buffer.from(bytes)),
  };
  world = testWorld(database.db, { ports: { backupStore: store as unknown as BackupStore } });
  await database.db.installation.createMany({
    data: [{ id: randomUuid(), createdAt: world.clock.now(), timeZone: "Asia/Shanghai" }],
    skipDuplicates: true,
  });
});
afterAll(() => database.close());

const write = (ctx: Ctx, accountId: string, event = "TestEvent") =>
  transaction(ctx, (tx) => record(tx, event, { accountId, region: "cn-hangzhou", arn: "x" }, { n: 1 }));
const linksOf = (accountId: string) =>
  database.db.auditLink.findMany({ where: { accountId }, orderBy: { seq: "asc" } });

/** Recomputes a chain from the events, as an auditor would. */
async function verified(accountId: string): Promise<number> {
  let previous: Uint8Array = new Uint8Array(32);
  const links = await linksOf(accountId);
  for (const [index, { seq, eventId, link }] of links.entries()) {
    const { leaf, ...rest } = await database.db.auditEvent.findFirstOrThrow({ where: { id: eventId } });
    expect(seq).toBe(BigInt(index + 1));
    expect(leafOf({ ...rest, detail: rest.detail as Record<string, number> }).equals(leaf)).toBe(true);
    const expected = auditLink(previous, seq, leaf);
    expect(expected.equals(link)).toBe(true);
    previous = link;
  }
  return links.length;
}

describe("chaining the audit (decisions 9)", () => {
  it("links every event of an account once, in order of time, whichever process does it", async () => {
    const { ctx, accountId } = await anAccount(world);
    for (let i = 0; i < 5; i++) {
      world.clock.advance({ seconds: 1 });
      await write(ctx, accountId);
    }
    await Promise.all([1, 2, 3, 4].map(() => linkAudit(ctx)));
    const before = await verified(accountId);
    expect(before).toBe(5);
    expect(await linkAudit(ctx)).toBe(0);
    world.clock.advance({ seconds: 1 });
    await write(ctx, accountId);
    expect(await linkAudit(ctx)).toBe(1);
    expect(await verified(accountId)).toBe(before + 1);
  });

  it("misses no event of a transaction that commits late, and links it once", async () => {
    const { ctx, accountId } = await anAccount(world);
    await linkAudit(ctx);
    let letCommit = () => {};
    const held = new Promise<void>((resolve) => {
      letCommit = resolve;
    });
    let written = () => {};
    const hasWritten = new Promise<void>((resolve) => {
      written = resolve;
    });
    const slow = transaction(ctx, async (tx) => {
      await record(tx, "Slow", { accountId, region: "cn-hangzhou", arn: "x" });
      written();
      await held;
    });
    await hasWritten;
    world.clock.advance({ seconds: 1 });
    await write(ctx, accountId, "Fast");
    expect(await linkAudit(ctx)).toBe(1);
    letCommit();
    await slow;
    expect(await linkAudit(ctx)).toBe(1);
    expect(await linkAudit(ctx)).toBe(0);
    expect(await verified(accountId)).toBe(2);
  });

  it("leaves nothing when it stops half-way, and links all of it the next time", async () => {
    const { ctx, accountId } = await anAccount(world);
    await write(ctx, accountId);
    await write(ctx, accountId);
    await database.sql(`
      CREATE FUNCTION stop_here() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'stopped'; END $$;
      CREATE TRIGGER stop_here BEFORE UPDATE ON job FOR EACH ROW EXECUTE FUNCTION stop_here();`);
    await expect(linkAudit(ctx)).rejects.toThrow();
    await database.sql("DROP TRIGGER stop_here ON job; DROP FUNCTION stop_here()");
    expect(await linksOf(accountId)).toEqual([]);
    await linkAudit(ctx);
    expect(await verified(accountId)).toBe(2);
  });

  it("works through more events than it takes at once", async () => {
    const { ctx, accountId } = await anAccount(world);
    await database.sql(
      `INSERT INTO audit_event (id, at, account_id, region, event, source, actor, resource, outcome, request_id, detail, leaf)
       SELECT gen_random_uuid(), $1::timestamptz + i * interval '1 ms', $2, 'r', 'Many', 's', 'a', 'x', 'Success', 'q', '{}', sha256(i::text::bytea)
       FROM generate_series(1, 5003) i`,
      [world.clock.now(), accountId],
    );
    expect(await linkAudit(ctx)).toBe(5003);
    const [ends] = await database.sql<{ first: string; last: string; n: string }>(
      "SELECT min(seq) AS first, max(seq) AS last, count(*) AS n FROM audit_link WHERE account_id = $1",
      [accountId],
    );
    expect(ends).toEqual({ first: "1", last: "5003", n: "5003" });
  });

  it("cannot be changed or removed by the worker's own role", async () => {
    const { ctx, accountId } = await anAccount(world);
    await write(ctx, accountId);
    await linkAudit(ctx);
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query("SET ROLE kms_worker");
    for (const sql of ["UPDATE audit_link SET link = link", "DELETE FROM audit_link", "DELETE FROM audit_event"]) {
      await expect(client.query(sql)).rejects.toThrow(/permission denied/);
    }
    await client.end();
    expect(await verified(accountId)).toBe(1);
  });
});

describe("exporting the heads (decisions 9)", () => {
  it("writes one object per five minutes, and refuses an altered, moved or foreign one", async () => {
    const { ctx, accountId } = await anAccount(world);
    world.clock.set("2026-12-01T04:07:00.000Z");
    await write(ctx, accountId);
    await linkAudit(ctx);
    const name = await exportAuditHeads(ctx);
    expect(name).toMatch(/^kms1\/[0-9a-f-]{36}\/audit\/2026-12-01\/040500\.json$/);
    expect(await exportAuditHeads(ctx)).toBeNull();
    const bytes = objects.get(name ?? "") as Buffer;
    const [head] = (await linksOf(accountId)).slice(-1);
    expect(readAuditHeads(ctx, bytes).heads).toContainEqual({
      accountId,
      seq: "1",
      link: Buffer.from(head?.link ?? []).toString("hex"),
    });
    const text = bytes.toString("utf8");
    const altered = text.replace(/"seq":"1"/, '"seq":"2"');
    expect(altered).not.toBe(text);
    expect(() => readAuditHeads(ctx, Buffer.from(altered))).toThrow();
    expect(() => readAuditHeads(ctx, Buffer.from(text.replace("04:05:00", "04:10:00")))).toThrow();
    const foreign = testWorld(database.db).ctx;
    expect(() => readAuditHeads(foreign, bytes)).toThrow();
  });
});
