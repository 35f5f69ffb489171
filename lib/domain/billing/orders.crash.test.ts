import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, it } from "vitest";
import { randomUuid } from "@/lib/crypto/random";
import { makeDb } from "@/lib/db/client";
import { ensurePartitions } from "@/lib/db/partitions.sql";
import type { PrismaClient } from "@/lib/generated/prisma/client";
import { anAccount } from "@/lib/testing/builders/an-account";
import { type TestWorld, testWorld } from "@/lib/testing/context";
import { long } from "@/lib/testing/long";
import { Seeded } from "@/lib/testing/seeded";
import { migrate } from "../../../scripts/migrate.mjs";
import { startPostgres } from "../../../scripts/postgres.mjs";
import { balanceOf, TEST_BALANCE } from "./ledger";
import type { Answer, Purchase } from "./order-victim.test-support";

// BIL-03, BIL-05 against `kill -9`: two processes take the same purchases at once, and are killed at moments drawn from the
// seed; whatever was not answered is sent again with the same client token, as a client does.

const KILLS = Number(process.env.KMS_TEST_KILLS ?? (long ? 20 : 5));
const SEED = Number(process.env.KMS_TEST_SEED ?? 20261122);
/** At 500.00 each, twenty of an account's twenty-five orders use up what it starts with. */
const BUYERS = long ? 8 : 2;
const ORDERS = 25 * BUYERS;
const PRICE = 500_000_000n;
const AFFORDED = Number(TEST_BALANCE / PRICE);

const root = fileURLToPath(new URL("../../../", import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), "kms-orders-kill-"));
const cache = path.join(root, "node_modules/.cache");
const program = path.join(cache, `order-victim-${randomUuid()}.mjs`);
const random = new Seeded(SEED);

let postgres: { url: string; stop(): Promise<void> };
let db: PrismaClient;
let world: TestWorld;

beforeAll(async () => {
  postgres = await startPostgres({ dataDir: path.join(folder, "postgres"), throwaway: true });
  await migrate({ url: postgres.url });
  mkdirSync(cache, { recursive: true });
  await build({
    entryPoints: [path.join(root, "lib/domain/billing/order-victim.test-support.ts")],
    outfile: program,
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    tsconfig: path.join(root, "tsconfig.json"),
    logLevel: "error",
  });
  db = makeDb(postgres.url);
  world = testWorld(db);
  await ensurePartitions(db, world.clock.now());
});

afterAll(async () => {
  await db?.$disconnect();
  await postgres?.stop();
  rmSync(folder, { recursive: true, force: true });
  rmSync(program, { force: true });
});

it(`${ORDERS} orders at once on two processes with ${KILLS} kills: one order, one payment and one instance for each token (BIL-03, BIL-05, seed ${SEED})`, async () => {
  const buyers = await Promise.all(Array.from({ length: BUYERS }, () => aBuyer()));
  const purchases = Array.from({ length: ORDERS }, (_, i): Purchase => {
    return { buyer: buyers[i % BUYERS] as Purchase["buyer"], clientToken: `order-${i}` };
  });
  const outcomes = await sendUntilAllAnswered(purchases);

  const refused = purchases.length - BUYERS * AFFORDED;
  const count = (outcome: string) => [...outcomes.values()].filter((one) => one === outcome).length;
  expect([count("Paid"), count("InsufficientBalance")]).toEqual([BUYERS * AFFORDED, refused]);
  const orders = await db.order.findMany();
  expect(orders.map(({ clientToken }) => clientToken).sort()).toEqual(
    purchases.map(({ clientToken }) => clientToken).sort(),
  );
  const instances = new Set((await db.instance.findMany()).map(({ instanceId }) => instanceId));
  for (const { state, paidAt, resourceIds, clientToken, pk } of orders) {
    const movements = await db.ledgerMovement.findMany({ where: { orderPk: pk }, include: { entries: true } });
    const periods = await db.paidPeriod.count({ where: { orderPk: pk } });
    if (outcomes.get(clientToken) === "Paid") {
      expect({ state, paid: paidAt !== null, periods, movements: movements.length }).toEqual({
        state: "Paid",
        paid: true,
        periods: 1,
        movements: 1,
      });
      expect(resourceIds).toHaveLength(1);
      expect(instances.delete(resourceIds[0] ?? "")).toBe(true);
      expect(movements[0]?.entries.map(({ amountMicros }) => amountMicros).sort()).toEqual([-PRICE, PRICE].sort());
    } else expect({ state, paidAt, resourceIds, movements, periods }).toEqual(NOTHING);
  }
  expect([...instances], "instances that no order bought").toEqual([]);
  for (const { accountId } of buyers) expect(await balanceOf(world.ctx, accountId)).toBe(0n);
  const [books] = await db.$queryRaw<[{ sum: bigint; worst: bigint }]>`
    SELECT sum(total)::bigint AS sum, max(abs(total))::bigint AS worst
    FROM (SELECT sum(amount_micros) AS total FROM ledger_entry GROUP BY movement_pk) AS movement`;
  expect(books).toEqual({ sum: 0n, worst: 0n });
});

const NOTHING = { state: "Unpaid", paidAt: null, resourceIds: [], movements: [], periods: 0 };

async function aBuyer(): Promise<Purchase["buyer"]> {
  const { ctx } = await anAccount(world);
  if (ctx.actor.kind !== "person") throw new Error("an account's root is a person");
  return ctx.actor;
}

/** Sends every purchase to both processes, and once more to one that comes back from the dead. */
async function sendUntilAllAnswered(purchases: readonly Purchase[]): Promise<Map<string, string>> {
  const outcomes = new Map<string, string>();
  const children: ChildProcess[] = [];
  let answers = 0;
  let kills = 0;
  let nextKill = 1;
  await new Promise<void>((resolve, reject) => {
    const start = (place: number) => {
      const now = world.clock.now().toISOString();
      const child = spawn(process.execPath, [program, JSON.stringify({ url: postgres.url, now })], {
        stdio: ["pipe", "pipe", "inherit"],
      });
      children[place] = child;
      const open = purchases.filter(({ clientToken }) => !outcomes.has(clientToken));
      child.stdin?.on("error", () => {}); // the dead do not read
      child.stdin?.write(open.map((purchase) => `${JSON.stringify(purchase)}\n`).join(""));
      createInterface({ input: child.stdout as NodeJS.ReadableStream }).on("line", (line) => {
        try {
          take(JSON.parse(line) as Answer);
        } catch (error) {
          reject(error);
        }
      });
      child.once("exit", () => {
        if (!isOver()) start(place);
      });
    };
    const isOver = () => outcomes.size === purchases.length && kills >= KILLS;
    const take = ({ clientToken, outcome }: Answer) => {
      answers += 1;
      // Too busy to say: a lock that was waited for too long, whatever the other process was told.
      if (outcome === "ServiceUnavailable") return again(clientToken);
      const before = outcomes.get(clientToken);
      // Both processes were asked: whoever comes second must be told the same, but that money may have run out before.
      if (before !== undefined && before !== outcome) throw new Error(`${clientToken}: ${before}, then ${outcome}`);
      if (!["Paid", "InsufficientBalance", "ServiceUnavailable"].includes(outcome)) throw new Error(outcome);
      outcomes.set(clientToken, outcome);
      if (answers >= nextKill && kills < KILLS) {
        kills += 1;
        nextKill = answers + 1 + random.below(Math.ceil(ORDERS / KILLS));
        children[random.below(2)]?.kill("SIGKILL");
      }
      if (isOver()) resolve();
      // All are answered before the last kill: something is asked again, so that there is something to be killed at.
      else if (outcomes.size === purchases.length)
        again(random.pick(purchases as [Purchase, ...Purchase[]]).clientToken);
    };
    const again = (clientToken: string) => {
      const purchase = purchases.find((one) => one.clientToken === clientToken);
      children[random.below(2)]?.stdin?.write(`${JSON.stringify(purchase)}\n`);
    };
    start(0);
    start(1);
  }).finally(() => {
    for (const child of children) {
      child.removeAllListeners("exit");
      child.kill("SIGKILL");
    }
  });
  return outcomes;
}
