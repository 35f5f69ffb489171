import { writeSync } from "node:fs";
import { Keyring } from "@/lib/crypto/keyring";
import { parseRootKeys } from "@/lib/crypto/root-key";
import { makeDb } from "@/lib/db/client";
import { makeRotationPorts } from "@/lib/external/targets/ports";
import type { PrismaClient } from "@/lib/generated/prisma/client";
import { rotateSecretsJob } from "@/lib/jobs/rotate-secrets";
import { startWorker } from "@/lib/jobs/worker-loop";
import { TestClock } from "@/lib/testing/clock";
import { testWorld } from "@/lib/testing/context";
import type { RotationPorts, TargetPort } from "./rotation-ports";

// The process that rotation-kill.crash.test.ts kills: the worker's own loop with the real ports over a real database. Each
// rotation can be told one place at which it stands still, so that one kill hits every one of them where it stands. The
// places are around what the product calls, its ports and its transactions; the product knows nothing of them.

export interface VictimOrders {
  url: string;
  rootKey: string;
  now: string;
  /** Rotations at once; of those that stand still none takes another's place. */
  slots: number;
  pollMs: number;
  /** Where the rotation of a secret stands still, by the secret's pk. */
  places: Record<string, string>;
  /** Whose account it is: pk of the secret. */
  owners: Record<string, string>;
}

const orders = JSON.parse(process.argv[2] ?? "") as VictimOrders;
const db = makeDb(orders.url, orders.slots + 10);
const world = testWorld(watchedTransactions(db), {
  ports: { rotation: watchedPorts(makeRotationPorts({ outboundAllow: "127.0.0.1" })) },
  keyring: new Keyring(parseRootKeys(orders.rootKey)),
  clock: new TestClock(orders.now),
});
const ctx = world.as({ kind: "system", job: "worker" }, { source: "AliyunServiceEvent" });
await startWorker(ctx, {
  name: "worker:victim",
  jobs: [{ ...rotateSecretsJob, slots: orders.slots }],
  duties: [],
  pollMs: orders.pollMs,
  wallClock: Date.now,
});

async function passes(secretPk: string | undefined, place: string): Promise<void> {
  writeSync(1, "passes\n");
  if (secretPk === undefined || orders.places[secretPk] !== place) return;
  writeSync(1, `stands ${secretPk}\n`);
  // A promise that nobody settles does not keep a process alive; a timer does.
  await new Promise(() => setInterval(() => {}, 60_000));
}

/** `before X` and `after X` of the commit that brings a rotation to step or state X. */
function watchedTransactions(real: PrismaClient): PrismaClient {
  type Work = Parameters<PrismaClient["$transaction"]>[0] & ((tx: PrismaClient) => Promise<unknown>);
  const transaction = async (work: Work, options: object) => {
    // One that stands still must not be given up for it.
    const patient = { ...options, timeout: 600_000, maxWait: 60_000 };
    let moved: { secretPk: string; place: string }[] = [];
    const result = await real.$transaction(async (tx) => {
      const done = await work(tx as PrismaClient);
      moved = await tx.$queryRaw`
        SELECT secret_pk::text AS "secretPk", CASE WHEN state = 'Running' THEN step::text ELSE state::text END AS place
        FROM secret_rotation WHERE xmin = pg_current_xact_id()::xid`;
      for (const { secretPk, place } of moved) await passes(secretPk, `before ${place}`);
      return done;
    }, patient);
    for (const { secretPk, place } of moved) await passes(secretPk, `after ${place}`);
    return result;
  };
  return new Proxy(real, {
    get: (target, name) => (name === "$transaction" ? transaction : Reflect.get(target, name, target)),
  });
}

/** `before set`, `after set` and so on; of one account among several, with its name behind it. */
function watchedPorts(real: RotationPorts): RotationPorts {
  const around = async <T>(account: string, call: string, work: () => Promise<T>): Promise<T> => {
    const owner = orders.owners[account];
    await passes(owner, `before ${call}`);
    const outcome = await work();
    await passes(owner, `after ${call}`);
    await passes(owner, `after ${call} ${account}`);
    return outcome;
  };
  const watched = (port: TargetPort): TargetPort => ({
    ...port,
    set: (target, wish) => around(wish.account, "set", () => port.set(target, wish)),
    signIn: (target, account, credential) => around(account, "signIn", () => port.signIn(target, account, credential)),
  });
  const entries = Object.entries(real).map(([adapter, port]) => [adapter, watched(port)]);
  return Object.fromEntries(entries) as RotationPorts;
}
