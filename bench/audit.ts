import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { auditLinkHex, sha256HexOf } from "@/lib/crypto/digest";
import { randomUuid, uuidV7 } from "@/lib/crypto/random";
import { stretchAfter } from "@/lib/db/audit-chain.sql";
import { connectBeside, makeDb } from "@/lib/db/client";
import { GENESIS } from "@/lib/domain/audit/chain-walk";
import { canonicalEvent } from "@/lib/domain/audit/event-bytes";
import type { AuditFilter } from "@/lib/domain/audit/event-filter";
import { listAuditEvents } from "@/lib/domain/audit/list-audit-events";
import { verifyTrail } from "@/lib/domain/audit/verify-trail";
import type { Ctx } from "@/lib/domain/context";
import { DEFAULT_REGIONS } from "@/lib/domain/instances/region-catalogue";
import { migrate } from "../scripts/migrate.mjs";
import { startPostgres } from "../scripts/postgres.mjs";
import { fillEvents } from "./fill-audit";
import { median } from "./median";

// Searching the trail of an account with a million events beside one with ten thousand (P26), in one database, turn by
// turn, each filter on its first page and on one in the middle; and verifying a million events beside hashing the very
// bytes that the verification hashes. Ratios; milliseconds of one machine say nothing alone.

const SMALL = 10_000;
const LARGE = Number(process.argv[2] ?? 1_000_000);
const TURNS = Number(process.argv[3] ?? 100);
const UNTIL = new Date("2026-11-20T00:00:00.000Z");
const [small, large] = ["1000000000000001", "1000000000000002"];

const folder = mkdtempSync(path.join(tmpdir(), "kms-bench-"));
const server = await startPostgres({ dataDir: folder, throwaway: true });
try {
  await migrate({ url: server.url });
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  await fillEvents(client, small, SMALL, UNTIL);
  await fillEvents(client, large, LARGE, UNTIL);
  await client.query("VACUUM ANALYZE");
  await client.end();
  const db = makeDb(server.url, 4);
  const search: Record<string, unknown> = {};
  for (const [name, filterOf] of Object.entries(FILTERS())) {
    search[name] = { first: await ratio(db, filterOf, false), deep: await ratio(db, filterOf, true) };
  }
  const report = {
    bench: "audit",
    what: "a page of 50 events with a million events against ten thousand; verifying beside hashing the same bytes",
    small: SMALL,
    large: LARGE,
    search,
    verification: await verification(db),
  };
  process.stdout.write(`${JSON.stringify(report, null, 1)}\n`);
  await db.$disconnect();
} finally {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}

type FilterOf = (ctx: Ctx, accountId: string) => Promise<AuditFilter>;

function FILTERS(): Record<string, FilterOf> {
  const middle = UNTIL.getTime() - 182 * 86_400_000;
  return {
    none: async () => ({}),
    time: async () => ({ from: new Date(middle - 60 * 86_400_000), to: new Date(middle) }),
    event: async () => ({ events: ["DisableKey"] }),
    events: async () => ({ events: ["DisableKey", "CreateKey", "EnableKey"] }),
    resource: async (_ctx, id) => ({ resource: `acs:kms:cn-hangzhou:${id}:key/key-bench7` }),
    resourceById: async () => ({ resource: "key-bench7" }),
    actor: async (_ctx, id) => ({ actor: `acs:ram::${id}:user/app-7` }),
    refused: async () => ({ outcome: "refused" }),
    outcome: async () => ({ outcome: "KeyDisabled" }),
    sourceIp: async () => ({ sourceIp: "10.0.0.7" }),
    region: async () => ({ region: "ap-northeast-1" }),
    source: async () => ({ source: "ConsoleOperation" }),
    requestId: async (ctx, accountId) => {
      const event = await ctx.db.auditEvent.findFirstOrThrow({ where: { accountId, at: { gt: new Date(middle) } } });
      return { requestId: event.requestId };
    },
  };
}

async function ratio(db: Ctx["db"], filterOf: FilterOf, deep: boolean) {
  const asked = await Promise.all(
    [small, large].map(async (accountId) => {
      const ctx = contextOf(db, accountId);
      const filter = await filterOf(ctx, accountId);
      const after = deep ? `${UNTIL.getTime() - 200 * 86_400_000}.ffffffff-ffff-ffff-ffff-ffffffffffff` : undefined;
      return { ctx, input: { filter, page: { size: 50, after } }, times: [] as number[] };
    }),
  );
  for (let turn = -5; turn < TURNS; turn++) {
    for (const { ctx, input, times } of asked) {
      const startedAt = performance.now();
      await listAuditEvents(ctx, input);
      if (turn >= 0) times.push(performance.now() - startedAt);
    }
  }
  const [few, many] = asked.map(({ times }) => ({ p95: p95(times), median: median(times) }));
  return {
    p95Ratio: round((many?.p95 ?? 0) / (few?.p95 ?? 1)),
    medianRatio: round((many?.median ?? 0) / (few?.median ?? 1)),
    fewP95Ms: round(few?.p95 ?? 0),
    manyP95Ms: round(many?.p95 ?? 0),
  };
}

async function verification(db: Ctx["db"]) {
  const ctx = contextOf(db, large);
  const noHeads = {
    of: () => [],
    read: 0,
    oldestAt: null,
    newestAt: null,
    newestHeads: [],
    altered: [],
    unreadable: 0,
    names: [],
  };
  const hashing = await hashOnly(db);
  const startedAt = performance.now();
  const { intact, lastSeq } = await verifyTrail(ctx, large, noHeads);
  const seconds = (performance.now() - startedAt) / 1000;
  return {
    intact,
    events: lastSeq,
    ratio: round(seconds / hashing),
    seconds: round(seconds),
    hashingSeconds: round(hashing),
  };
}

/** Only the hashing: texts are made before the clock runs, leaf and link as the verification makes them. */
async function hashOnly(db: Ctx["db"]): Promise<number> {
  let [link, seq, milliseconds] = [GENESIS, 0, 0];
  const client = await connectBeside(db);
  for (;;) {
    const { links, events, count } = await stretchAfter(client, large, seq, 5000);
    if (count === 0) break;
    const texts: string[] = [];
    while (links.next()) {
      const bytes = events.find(links) && canonicalEvent(events, large);
      if (!bytes) throw new Error("an event of the chain is missing");
      texts.push(Buffer.from(bytes).toString());
    }
    const startedAt = performance.now();
    for (const text of texts) {
      seq += 1;
      link = auditLinkHex(link, seq, sha256HexOf(text));
    }
    milliseconds += performance.now() - startedAt;
  }
  await client.end();
  return milliseconds / 1000;
}

function round(value: number): number {
  return Number(value.toFixed(2));
}

function p95(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.floor(sorted.length * 0.95)] ?? Number.NaN;
}

function contextOf(db: Ctx["db"], accountId: string): Ctx {
  const now = () => new Date();
  return {
    actor: {
      kind: "person",
      accountId,
      personPk: "",
      name: "bench",
      root: true,
      operator: false,
      sessionPk: "",
      grants: [],
      steppedUp: true,
    },
    source: "ConsoleOperation",
    requestId: randomUuid(),
    db,
    now,
    newId: () => uuidV7(now()),
    ports: {},
    deployment: {
      regions: DEFAULT_REGIONS,
      defaultRegion: "cn-hangzhou",
      timeZone: "Asia/Shanghai",
      enableDelayMs: 0,
      imageUpgradeMs: 0,
    },
  };
}
