import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { canonicalJson } from "@/lib/crypto/canonical-json";
import { sha256Hex } from "@/lib/crypto/digest";
import { anAccount, type TestAccount } from "@/lib/testing/builders/an-account";
import { testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import { transaction } from "../transaction";
import { describeAuditEvent } from "./describe-audit-event";
import { describeAuditTrail } from "./describe-audit-trail";
import type { AuditFilter } from "./event-filter";
import { exportAuditEvents } from "./export-audit-events";
import { linkAudit } from "./link-audit";
import { listAuditEvents } from "./list-audit-events";
import { record, recordOutcome } from "./record";

let database: TestDatabase;
let world: ReturnType<typeof testWorld>;
let account: TestAccount;
const KEY = "key-abcdefghijklmnopqrstu";

beforeAll(async () => {
  database = await testDatabase();
  world = testWorld(database.db);
  account = await anAccount(world);
  const { ctx, accountId } = account;
  for (let n = 0; n < 30; n++) {
    if (n % 3 === 0) world.clock.advance({ days: 7 }); // three at one moment, over several partitions
    const about = {
      accountId,
      region: n % 2 ? "cn-hangzhou" : "cn-shanghai",
      arn: `acs:kms:cn-hangzhou:${accountId}:key/${n % 5 ? "x" : KEY}`,
    };
    const as = {
      ...ctx,
      requestId: `request-${n}`,
      source: n % 4 ? ctx.source : ("ApiCall" as const),
      sourceIp: `192.0.2.${n % 3}`,
    };
    if (n % 7 === 0) await recordOutcome(as, "DisableKey", about, n % 2 ? "KeyNotFound" : "NoPermission");
    else await transaction(as, (tx) => record(tx, n % 2 ? "EnableKey" : "DisableKey", about, { n }));
  }
  await linkAudit(ctx);
  const other = await anAccount(world);
  await recordOutcome(
    other.ctx,
    "DisableKey",
    { accountId: other.accountId, region: "cn-hangzhou", arn: KEY },
    "Success",
  );
});
afterAll(() => database.close());

async function all(filter: AuditFilter, size = 7) {
  const rows = [];
  let after: string | undefined;
  do {
    const page = await listAuditEvents(account.ctx, { filter, page: { size, after } });
    rows.push(...page.rows);
    after = page.next ?? undefined;
  } while (after);
  return rows;
}

describe("listing the events (AUD-01, P26)", () => {
  it("walks all of the account's by pages, newest first, each once", async () => {
    const rows = await all({});
    expect(new Set(rows.map(({ id }) => id)).size).toBe(30);
    const places = rows.map(({ at, id }) => `${at.toISOString()} ${id}`);
    expect(places).toEqual([...places].sort().reverse());
  });

  it("finds by each filter exactly what fits it, and by all of them together", async () => {
    const rows = await all({});
    const middle = rows[15]?.at ?? new Date();
    const arn = `acs:kms:cn-hangzhou:${account.accountId}:key/${KEY}`;
    const cases: [AuditFilter, (row: (typeof rows)[number]) => boolean][] = [
      [{ from: middle }, ({ at }) => at >= middle],
      [{ to: middle }, ({ at }) => at < middle],
      [{ events: ["EnableKey"] }, ({ event }) => event === "EnableKey"],
      [{ events: ["EnableKey", "DisableKey", "None"] }, () => true],
      [{ resource: KEY }, ({ resource }) => resource === arn],
      [{ resource: arn }, ({ resource }) => resource === arn],
      [{ resource: KEY, events: ["EnableKey", "Other"] }, (row) => row.resource === arn && row.event === "EnableKey"],
      [{ outcome: "refused" }, ({ outcome }) => outcome !== "Success"],
      [{ outcome: "Success" }, ({ outcome }) => outcome === "Success"],
      [{ outcome: "NoPermission" }, ({ outcome }) => outcome === "NoPermission"],
      [{ sourceIp: "192.0.2.1" }, ({ sourceIp }) => sourceIp === "192.0.2.1"],
      [{ region: "cn-shanghai" }, ({ region }) => region === "cn-shanghai"],
      [{ source: "ApiCall" }, ({ source }) => source === "ApiCall"],
      [{ source: "ConsoleOperation" }, ({ source }) => source === "ConsoleOperation"],
      [{ requestId: "request-9" }, ({ requestId }) => requestId === "request-9"],
      [{ actor: `acs:ram::${account.accountId}:root` }, () => true],
      [{ actor: "nobody" }, () => false],
    ];
    for (const [filter, fits] of cases) {
      expect(
        (await all(filter, 4)).map(({ id }) => id),
        JSON.stringify(filter),
      ).toEqual(rows.filter(fits).map(({ id }) => id));
    }
  });

  it("tells the place in the chain, and another account nothing at all", async () => {
    const [newest] = await all({});
    const details = await describeAuditEvent(account.ctx, { id: newest?.id ?? "" });
    expect(details.place).toMatchObject({ seq: "30" });
    const other = await anAccount(world);
    await expect(describeAuditEvent(other.ctx, { id: newest?.id ?? "" })).rejects.toMatchObject({
      code: "AuditEventNotFound",
    });
    expect((await listAuditEvents(other.ctx, { filter: {}, page: { size: 10 } })).rows).toEqual([]);
    expect(await describeAuditTrail(account.ctx, {})).toMatchObject({
      newestEventAt: newest?.at,
      chained: { seq: "30" },
    });
  });
});

describe("exporting events (S48)", () => {
  it("gives each event with the leaf that its columns have, and is itself an event before the file begins", async () => {
    const before = (await all({})).length;
    world.clock.advance({ seconds: 1 });
    const { events, pieces } = await exportAuditEvents(account.ctx, {
      format: "ndjson",
      filter: { region: "cn-shanghai" },
    });
    const [event] = await all({ events: ["ExportAuditEvents"] });
    expect(event?.detail).toMatchObject({ events, format: "ndjson", filter: { region: "cn-shanghai" } });
    let text = "";
    for await (const piece of pieces) text += piece;
    const lines = text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines).toHaveLength(events);
    expect(events).toBeLessThan(before);
    for (const { leaf, seq, link, ...columns } of lines) {
      expect(sha256Hex(canonicalJson(columns))).toBe(leaf);
      expect([Number(seq), link]).toEqual([expect.any(Number), expect.stringMatching(/^[0-9a-f]{64}$/)]);
    }
  });

  it("asks a person who they are first (S36)", async () => {
    const { actor } = account.ctx;
    const left = { ...account.ctx, actor: { ...actor, steppedUp: false } as typeof actor };
    await expect(exportAuditEvents(left, { format: "csv", filter: {} })).rejects.toMatchObject({
      code: "StepUpRequired",
    });
  });
});
