import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { DomainError } from "@/lib/domain/errors";
import { enqueueJobs } from "@/lib/domain/jobs/enqueue-job";
import { testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import type { JobDefinition } from "./job";
import { startWorker, type Worker, type WorkerSettings } from "./worker-loop";

let database: TestDatabase;
let world: ReturnType<typeof testWorld>;
const workers: Worker[] = [];

beforeAll(async () => {
  database = await testDatabase();
  world = testWorld(database.db);
});
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.stop(5000)));
  await database.db.job.deleteMany();
});
afterAll(() => database.close());

async function start(job: Partial<JobDefinition>, settings: Partial<WorkerSettings> = {}) {
  const definition: JobDefinition = {
    kind: "test",
    slots: 2,
    maxAttempts: 3,
    due: async () => [],
    run: async () => undefined,
    ...job,
  };
  const worker = await startWorker(world.ctx, {
    name: "worker:test",
    jobs: [definition],
    duties: [],
    pollMs: 20,
    wallClock: Date.now,
    ...settings,
  });
  workers.push(worker);
  return worker;
}

const someJobs = (count: number) =>
  Array.from({ length: count }, () => ({ kind: "test", subjectPk: world.ctx.newId(), dueAt: world.clock.now() }));
const states = async () => (await database.db.job.findMany({ select: { state: true } })).map((job) => job.state);
const soon = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 10_000, interval: 20 });
const rowOf = (subjectPk: string) => database.db.job.findFirstOrThrow({ where: { subjectPk } });

/** A promise and the function that ends it. */
function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

describe("the worker (decisions 13)", () => {
  it("does each job once, three workers at it", async () => {
    const runs: string[] = [];
    await enqueueJobs(world.ctx, someJobs(30));
    const run: JobDefinition["run"] = async (_, job) => {
      runs.push(job.subjectPk);
      return undefined;
    };
    await Promise.all(["a", "b", "c"].map((name) => start({ run }, { name: `worker:${name}` })));
    await soon(async () => expect(await states()).toEqual(Array(30).fill("Done")));
    expect(runs).toHaveLength(30);
    expect(new Set(runs).size).toBe(30);
  });

  it("derives what is due from the domain, one open job per row, and not before its time", async () => {
    const subjectPk = world.ctx.newId();
    const dueAt = new Date(world.clock.now().getTime() + 1000);
    let runs = 0;
    const due = async () => (runs === 0 ? [{ subjectPk, dueAt }] : []);
    await start({
      due,
      run: async () => {
        runs += 1;
        return undefined;
      },
    });
    await soon(async () => expect(await database.db.job.count({ where: { subjectPk } })).toBe(1));
    expect(runs).toBe(0);
    world.clock.advance({ seconds: 1 });
    await soon(async () => expect((await rowOf(subjectPk)).state).toBe("Done"));
    expect(runs).toBe(1);
  });

  it("tries a failed one again after 5 s of business time, keeps why, and gives up after its attempts", async () => {
    const [job] = someJobs(1) as [ReturnType<typeof someJobs>[number]];
    await enqueueJobs(world.ctx, [job]);
    await start({
      maxAttempts: 2,
      run: async () => {
        throw new DomainError("BackupStoreUnavailable");
      },
    });
    await soon(async () => expect((await rowOf(job.subjectPk)).state).toBe("Waiting"));
    const waiting = await rowOf(job.subjectPk);
    expect(waiting).toMatchObject({ errorCode: "BackupStoreUnavailable", attempt: 1, leaseToken: null });
    const waitMs = waiting.dueAt.getTime() - world.clock.now().getTime();
    expect(waitMs).toBeGreaterThanOrEqual(4000);
    expect(waitMs).toBeLessThanOrEqual(5000);
    world.clock.advance({ seconds: 5 });
    await soon(async () => expect((await rowOf(job.subjectPk)).state).toBe("Failed"));
    expect(await rowOf(job.subjectPk)).toMatchObject({ errorCode: "BackupStoreUnavailable", attempt: 2 });
  });

  it("ends a job whose holders all died, instead of trying it for ever", async () => {
    const [job] = someJobs(1) as [ReturnType<typeof someJobs>[number]];
    await enqueueJobs(world.ctx, [job]);
    await database.sql(
      "UPDATE job SET state = 'Running', attempt = 3, lease_token = gen_random_uuid(), lease_until = clock_timestamp() - interval '1 s'",
    );
    let runs = 0;
    await start({
      maxAttempts: 3,
      run: async () => {
        runs += 1;
        return undefined;
      },
    });
    await soon(async () => expect((await rowOf(job.subjectPk)).state).toBe("Failed"));
    expect(runs).toBe(0);
  });

  it("takes no jobs while its clock is more than 2 s from the database's, and says so (decisions 14)", async () => {
    await enqueueJobs(world.ctx, someJobs(1));
    const run = vi.fn(async () => undefined);
    await start({ run }, { name: "worker:ahead", wallClock: () => Date.now() + 3000 });
    await start({ run }, { name: "worker:behind", wallClock: () => Date.now() - 3000 });
    const beats = await database.db.heartbeat.findMany({ orderBy: { process: "asc" } });
    expect(beats.map((row) => row.detail)).toMatchObject([{ claims: false }, { claims: false }]);
    const [ahead, behind] = beats.map((row) => (row.detail as { clockSkewMs: number }).clockSkewMs) as [number, number];
    expect(ahead).toBeGreaterThan(2000);
    expect(behind).toBeLessThan(-2000);
    await start({ run }, { name: "worker:right", wallClock: () => Date.now() + 1500 });
    await soon(async () => expect(await states()).toEqual(["Done"]));
    expect(run).toHaveBeenCalledTimes(1);
  });

  it("does no upkeep by such a clock either, which charges and renews (decisions 14)", async () => {
    const ran: string[] = [];
    const duty = (name: string) => ({ name, everyMs: 20, run: async () => void ran.push(name) });
    await start({}, { name: "worker:ahead", duties: [duty("ahead")], wallClock: () => Date.now() + 86_400_000 });
    await start({}, { name: "worker:right", duties: [duty("right")] });
    await soon(async () => expect(ran.length).toBeGreaterThan(3));
    expect(ran).not.toContain("ahead");
    const beats = await database.db.heartbeat.findMany({ where: { process: "worker:ahead" } });
    expect(beats).toMatchObject([{ detail: { claims: false } }]);
  });

  it("asked to stop, finishes what it holds and takes nothing new", async () => {
    const [first, second] = [gate(), gate()];
    await enqueueJobs(world.ctx, someJobs(1));
    const worker = await start({
      slots: 1,
      run: async () => {
        first.open();
        await second.opened;
        return undefined;
      },
    });
    await first.opened;
    await enqueueJobs(world.ctx, someJobs(1));
    const stopped = worker.stop(10_000);
    second.open();
    await stopped;
    expect((await states()).sort()).toEqual(["Done", "Queued"]);
    expect(await database.db.heartbeat.count({ where: { process: "worker:test" } })).toBe(0);
  });

  it("gives back what it cannot finish in time, so that another worker goes on at once", async () => {
    const [taken, never] = [gate(), gate()];
    const [job] = someJobs(1) as [ReturnType<typeof someJobs>[number]];
    await enqueueJobs(world.ctx, [job]);
    const worker = await start({
      run: async () => {
        taken.open();
        await never.opened;
        return undefined;
      },
    });
    await taken.opened;
    await worker.stop(0);
    expect(await rowOf(job.subjectPk)).toMatchObject({ state: "Queued", attempt: 0, leaseToken: null });
    await start({ run: async () => undefined }, { name: "worker:other" });
    await soon(async () => expect((await rowOf(job.subjectPk)).state).toBe("Done"));
    never.open(); // the first holder ends too late: its settling is refused
    await workers[0]?.stop(1000);
    expect(await rowOf(job.subjectPk)).toMatchObject({ state: "Done", attempt: 1 });
  });
});
