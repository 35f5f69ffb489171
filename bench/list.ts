import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { randomUuid, uuidV7 } from "@/lib/crypto/random";
import { makeDb } from "@/lib/db/client";
import type { Ctx } from "@/lib/domain/context";
import { listKeys } from "@/lib/domain/keys/list-keys";
import { migrate } from "../scripts/migrate.mjs";
import { startPostgres } from "../scripts/postgres.mjs";
import { median } from "./median";

// The Keys page of an account with many keys beside that of one with a thousand (P8), in one database, turn by turn:
// first page, a page in the middle by its cursor, and the search for the beginning of an alias. Ratios of medians.

const SMALL = 1000;
const LARGE = 100_000;
const TURNS = 30;
const REGION = "cn-hangzhou";

const folder = mkdtempSync(path.join(tmpdir(), "kms-bench-"));
const server = await startPostgres({ dataDir: folder, throwaway: true });
try {
  await migrate({ url: server.url });
  const small = "1000000000000001";
  const large = "1000000000000002";
  await asOwner(server.url, async (client) => {
    await fill(client, small, SMALL);
    await fill(client, large, LARGE);
    await client.query("VACUUM ANALYZE");
  });
  const db = makeDb(server.url, 4);
  const report = {
    bench: "list",
    what: "listKeys with 50 rows and the total: an account with many keys against one with few",
    small: SMALL,
    large: LARGE,
    firstPage: await ratio(db, small, large, async () => ({})),
    middlePage: await ratio(db, small, large, async (ctx) => ({ after: await middleCursor(ctx) })),
    aliasPrefix: await ratio(db, small, large, async () => ({ search: "alias/k-7" })),
  };
  process.stdout.write(`${JSON.stringify(report)}\n`);
  await db.$disconnect();
} finally {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}

type Query = { after?: string; search?: string };

async function ratio(db: Ctx["db"], small: string, large: string, queryOf: (ctx: Ctx) => Promise<Query>) {
  const [few, many] = [contextOf(db, small), contextOf(db, large)];
  const [fewQuery, manyQuery] = [await queryOf(few), await queryOf(many)];
  const times = { few: [] as number[], many: [] as number[] };
  for (let turn = 0; turn < TURNS; turn++) {
    times.few.push(await timed(few, fewQuery));
    times.many.push(await timed(many, manyQuery));
  }
  const [fewMs, manyMs] = [median(times.few), median(times.many)];
  return {
    ratio: Number((manyMs / fewMs).toFixed(2)),
    fewMs: Number(fewMs.toFixed(1)),
    manyMs: Number(manyMs.toFixed(1)),
  };
}

async function timed(ctx: Ctx, { after, search }: Query): Promise<number> {
  const startedAt = performance.now();
  await listKeys(ctx, { region: REGION, page: { size: 50, after }, filter: { search }, classic: true });
  return performance.now() - startedAt;
}

async function middleCursor(ctx: Ctx): Promise<string> {
  const total = await ctx.db.key.count({ where: { accountId: accountIdOf(ctx) } });
  const row = await ctx.db.key.findFirstOrThrow({
    where: { accountId: accountIdOf(ctx) },
    orderBy: [{ createdAt: "desc" }, { pk: "desc" }],
    skip: Math.floor(total / 2),
    select: { createdAt: true, pk: true },
  });
  return `${row.createdAt.getTime()}.${row.pk}`;
}

function accountIdOf(ctx: Ctx): string {
  return ctx.actor.kind === "person" ? ctx.actor.accountId : "";
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
    deployment: { defaultRegion: REGION, timeZone: "Asia/Shanghai", enableDelayMs: 0 },
  };
}

async function asOwner(connectionString: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

/** Rows, not operations: a hundred thousand keys, each with an alias, without their material. */
async function fill(client: pg.Client, accountId: string, keys: number): Promise<void> {
  await client.query(
    `INSERT INTO account (pk, account_id, name, created_at) VALUES (gen_random_uuid(), $1, $2, clock_timestamp())`,
    [accountId, `bench-${accountId}`],
  );
  await client.query(
    `INSERT INTO instance (pk, instance_id, region, owner_account_id, type, status, charge_type, qps, key_quota, secret_quota,
       access_quota, image_version, created_at, starts_at)
     VALUES (gen_random_uuid(), 'kst-' || $1::text, $2, $1, 'SOFTWARE', 'Connected', 'POSTPAY', 1000, 100000, 0, 1, 'dkms-3.0.0',
       clock_timestamp(), clock_timestamp())`,
    [accountId, REGION],
  );
  await client.query(
    `INSERT INTO key (pk, key_id, region, account_id, spec, usage, state, primary_version_id, created_at, last_rotated_at, instance_pk)
     SELECT gen_random_uuid(), 'key-' || lpad(right($1::text, 4) || n::text, 21, 'x'), $2, $1, 'Aliyun_AES_256', 'ENCRYPT/DECRYPT', 'Enabled', 'v',
       clock_timestamp() - make_interval(secs => n), clock_timestamp(), (SELECT pk FROM instance WHERE owner_account_id = $1::char(16))
     FROM generate_series(1, $3::int) AS n`,
    [accountId, REGION, keys],
  );
  await client.query(
    `INSERT INTO alias (pk, account_id, region, name, key_pk, created_at)
     SELECT gen_random_uuid(), account_id, region, 'alias/k-' || row_number() OVER (), pk, created_at FROM key WHERE account_id = $1`,
    [accountId],
  );
}
