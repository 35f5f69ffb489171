import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { randomUuid, uuidV7 } from "@/lib/crypto/random";
import { makeDb } from "@/lib/db/client";
import type { Ctx } from "@/lib/domain/context";
import { DEFAULT_REGIONS } from "@/lib/domain/instances/region-catalogue";
import { listAliases } from "@/lib/domain/keys/list-aliases";
import { countUpTo, listKeys } from "@/lib/domain/keys/list-keys";
import { migrate } from "../scripts/migrate.mjs";
import { startPostgres } from "../scripts/postgres.mjs";
import { fillKeys, REGION } from "./fill-keys";
import { quantile } from "./median";

// The Keys page of an account with a million keys beside that of one with a thousand (P8, KEY-94), in one database, turn by
// turn: the domain's read with full pages of 50. Ratios of the 95th percentiles; milliseconds of one machine say nothing
// alone. Arguments: how many keys, how many turns, a folder to keep the database in for the next run.

const SMALL = 1000;
const LARGE = Number(process.argv[2] ?? 1_000_000);
const TURNS = Number(process.argv[3] ?? 200);
const KEPT = process.argv[4];
const SIZE = 50;
const NOW = new Date("2026-11-20T00:00:00.000Z");
const [small, large] = ["1000000000000001", "1000000000000002"];

type Input = Parameters<typeof listKeys>[1];
type Filter = Input["filter"];

const FILTERS: Record<string, Filter> = {
  none: {},
  customerKeys: { kinds: ["Customer"] },
  stateEnabled: { states: ["Enabled"] },
  stateDisabled: { states: ["Disabled"] },
  stateUnavailable: { states: ["Unavailable"] },
  oneInstance: { instanceIds: [`kst-${small}1`, `kst-${large}1`] },
  specAndUsage: { specs: ["RSA_2048", "EC_P256"], usages: ["SIGN_VERIFY"] },
  tag: { tagNames: ["env"], tagValues: ["prod"] },
  aliasPrefix: { aliases: ["app-7"] },
  searchAliasPrefix: { search: "app-7" },
  searchTag: { search: "env=prod" },
};

const folder = KEPT ?? mkdtempSync(path.join(tmpdir(), "kms-bench-"));
const filled = existsSync(path.join(folder, "filled"));
const server = await startPostgres({ dataDir: folder, throwaway: true });
try {
  if (!filled) await fill(server.url);
  const db = makeDb(server.url, 8);
  const pages: Record<string, unknown> = {};
  for (const [name, filter] of Object.entries(FILTERS)) {
    pages[name] = { first: await ratio(db, filter, 0), deep: await ratio(db, filter, 0.9) };
  }
  const report = {
    bench: "list",
    what: "p95 of a page of 50 keys with its total, of an account with many keys against one with few",
    ...{ small: SMALL, large: LARGE, turns: TURNS, pages, wire: await wire(db) },
  };
  process.stdout.write(`${JSON.stringify(report, null, 1)}\n`);
  await db.$disconnect();
} finally {
  await server.stop();
  if (!KEPT) rmSync(folder, { recursive: true, force: true });
}

async function fill(url: string): Promise<void> {
  await migrate({ url });
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    // Rows alone: without what triggers would add to each of them, and without looking at the other end of each key.
    await client.query("SET session_replication_role = replica");
    await fillKeys(client, small, SMALL, NOW);
    await fillKeys(client, large, LARGE, NOW);
    await client.query("VACUUM ANALYZE");
  } finally {
    await client.end();
  }
  mkdirSync(path.join(folder, "filled"));
}

/** One page in turn of either account, `depth` of the way through the list. */
async function ratio(db: Ctx["db"], filter: Filter, depth: number) {
  const [few, many] = [contextOf(db, small), contextOf(db, large)];
  const asked = { few: inputOf({ filter }), many: inputOf({ filter }) };
  if (depth > 0) {
    asked.few.page.after = await cursorAt(few, filter, depth);
    asked.many.page.after = await cursorAt(many, filter, depth);
  }
  const times = { few: [] as number[], many: [] as number[] };
  const cold = await timed(many, asked.many);
  await timed(few, asked.few);
  for (let turn = 0; turn < TURNS; turn++) {
    times.few.push(await timed(few, asked.few));
    times.many.push(await timed(many, asked.many));
  }
  const [fewMs, manyMs] = [quantile(times.few, 0.95), quantile(times.many, 0.95)];
  return {
    ratio: Number((manyMs / fewMs).toFixed(2)),
    ...{ fewMs: ms(fewMs), manyMs: ms(manyMs), firstOfAllMs: ms(cold) },
    medians: [ms(quantile(times.few, 0.5)), ms(quantile(times.many, 0.5))],
  };
}

/** The wire: exact totals, counted (cold) and kept (warm), and the last page by its number. */
async function wire(db: Ctx["db"]) {
  const many = contextOf(db, large);
  const [listed, aliases] = [inputOf({ size: 100 }), { region: REGION, page: { size: 100, number: 1 } }];
  listed.countUpTo = undefined;
  const [cold, total] = await watched(() => listKeys(many, listed));
  const [warm] = await watched(() => listKeys(many, listed));
  const number = Math.floor(total.total / 100);
  const [last] = await watched(() => listKeys(many, { ...listed, page: { size: 100, number } }));
  const [aliasCold, aliasTotal] = await watched(() => listAliases(many, aliases));
  const [aliasWarm] = await watched(() => listAliases(many, aliases));
  const aliasNumber = Math.floor(aliasTotal.total / 100);
  const [aliasLast] = await watched(() => listAliases(many, { ...aliases, page: { size: 100, number: aliasNumber } }));
  return {
    keys: { total: total.total, coldMs: ms(cold), warmMs: ms(warm), pageNumber: number, lastPageMs: ms(last) },
    aliases: { total: aliasTotal.total, coldMs: ms(aliasCold), warmMs: ms(aliasWarm), lastPageMs: ms(aliasLast) },
  };
}

function inputOf({ filter = {}, size = SIZE }: { filter?: Filter; size?: number }): Input {
  return { region: REGION, page: { size }, filter, classic: true, countUpTo: countUpTo(filter) };
}

async function timed(ctx: Ctx, input: Input): Promise<number> {
  const [took, { rows }] = await watched(() => listKeys(ctx, input));
  if (rows.length !== input.page.size) throw new Error(`a page of ${rows.length} keys: ${JSON.stringify(input)}`);
  return took;
}

async function watched<Value>(work: () => Promise<Value>): Promise<[number, Value]> {
  const startedAt = performance.now();
  const value = await work();
  return [performance.now() - startedAt, value];
}

/** The cursor of a page far into the list, found by its number. */
async function cursorAt(ctx: Ctx, filter: Filter, depth: number): Promise<string> {
  const { total } = await listKeys(ctx, { ...inputOf({ filter, size: 1 }), countUpTo: undefined });
  // Nobody pages through a search by number: its place is found by reading up to it.
  const number = Math.min(Math.floor((total - SIZE) * depth), total - SIZE - 1, filter.search ? 20_000 : total);
  const { next } = await listKeys(ctx, { ...inputOf({ filter, size: 1 }), page: { size: 1, number } });
  if (!next) throw new Error(`nothing behind key ${number} of ${total}`);
  return next;
}

function contextOf(db: Ctx["db"], accountId: string): Ctx {
  const now = () => NOW;
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
      defaultRegion: REGION,
      timeZone: "Asia/Shanghai",
      enableDelayMs: 0,
      imageUpgradeMs: 0,
    },
  };
}

function ms(time: number): number {
  return Number(time.toFixed(1));
}
