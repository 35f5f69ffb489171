import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import { transaction } from "../transaction";
import { enqueueJob, enqueueJobs } from "./enqueue-job";
import { forgetEndedJobs } from "./forget-jobs";
import { assertLease, type ClaimedJob, claimJob, LeaseLost, renewLease } from "./lease";
import { saveProgress, settleJob } from "./settle-job";

let database: TestDatabase;
let world: ReturnType<typeof testWorld>;

beforeAll(async () => {
  database = await testDatabase();
  world = testWorld(database.db);
});
beforeEach(() => database.db.job.deleteMany());
afterAll(() => database.close());

const enqueue = (subjectPk = world.ctx.newId(), dueAt = world.clock.now()) =>
  enqueueJob(world.ctx, { kind: "test", subjectPk, dueAt });
const rowOf = (job: { pk: string }) => database.db.job.findUniqueOrThrow({ where: { pk: job.pk } });
const letLeaseEnd = (job: { pk: string }) =>
  database.sql("UPDATE job SET lease_until = clock_timestamp() - interval '1 ms' WHERE pk = $1", [job.pk]);

async function claim(): Promise<ClaimedJob> {
  const job = await claimJob(world.ctx, ["test"]);
  if (!job) throw new Error("there is no job to claim");
  return job;
}

describe("jobs (decisions 13)", () => {
  it("are one per kind and subject while open, and again once ended", async () => {
    const subject = world.ctx.newId();
    expect([await enqueue(subject), await enqueue(subject)]).toEqual([true, false]);
    await settleJob(world.ctx, await claim(), { state: "Done" });
    expect(await enqueue(subject)).toBe(true);
  });

  it("are due by business time, to the millisecond", async () => {
    await enqueue(world.ctx.newId(), new Date(world.clock.now().getTime() + 1));
    expect(await claimJob(world.ctx, ["test"])).toBeNull();
    world.clock.advance({ seconds: 1 });
    expect(await claimJob(world.ctx, ["test"])).not.toBeNull();
  });

  it("are claimed by kind, the most overdue first", async () => {
    const [early, late] = [world.ctx.newId(), world.ctx.newId()];
    const ago = (ms: number) => new Date(world.clock.now().getTime() - ms);
    await enqueueJobs(world.ctx, [
      { kind: "test", subjectPk: late, dueAt: ago(10) },
      { kind: "test", subjectPk: early, dueAt: ago(20) },
      { kind: "other", subjectPk: early, dueAt: ago(30) },
    ]);
    expect((await claim()).subjectPk).toBe(early);
    expect((await claim()).subjectPk).toBe(late);
    expect(await claimJob(world.ctx, ["test"])).toBeNull();
  });

  it("go to one of many workers each: 20 claims at once of 8 jobs", async () => {
    await enqueueJobs(
      world.ctx,
      Array.from({ length: 8 }, () => ({ kind: "test", subjectPk: world.ctx.newId(), dueAt: world.clock.now() })),
    );
    const claims = await Promise.all(Array.from({ length: 20 }, () => claimJob(world.ctx, ["test"])));
    const got = claims.flatMap((job) => job?.pk ?? []);
    expect(new Set(got).size).toBe(got.length);
    const rest: string[] = [];
    for (let job = await claimJob(world.ctx, ["test"]); job; job = await claimJob(world.ctx, ["test"]))
      rest.push(job.pk);
    expect(new Set([...got, ...rest]).size).toBe(8);
    expect(got.length + rest.length).toBe(8);
  });

  it("stay with their holder while the lease runs, whatever the business clock does", async () => {
    await enqueue();
    const job = await claim();
    world.clock.advance({ days: 400 });
    expect(await claimJob(world.ctx, ["test"])).toBeNull();
    await renewLease(world.ctx, job);
    const [row] = await database.sql<{ seconds: number }>(
      "SELECT extract(epoch FROM lease_until - clock_timestamp())::float AS seconds FROM job WHERE pk = $1",
      [job.pk],
    );
    expect(row?.seconds).toBeGreaterThan(25);
    expect(row?.seconds).toBeLessThanOrEqual(30);
  });

  it("pass to another worker when the lease ends, and the late first one can settle nothing", async () => {
    await enqueue();
    const first = await claim();
    await letLeaseEnd(first);
    const second = await claim();
    expect(second).toMatchObject({ pk: first.pk, attempt: 2 });
    expect(second.leaseToken).not.toBe(first.leaseToken);
    await expect(renewLease(world.ctx, first)).rejects.toBeInstanceOf(LeaseLost);
    await expect(settleJob(world.ctx, first, { state: "Done" })).rejects.toBeInstanceOf(LeaseLost);
    await expect(saveProgress(world.ctx, first, { step: 9 })).rejects.toBeInstanceOf(LeaseLost);
    await expect(transaction(world.ctx, (tx) => assertLease(tx, first))).rejects.toBeInstanceOf(LeaseLost);
    expect(await rowOf(first)).toMatchObject({ state: "Running", leaseToken: second.leaseToken, progress: null });
    await settleJob(world.ctx, second, { state: "Done" });
    expect((await rowOf(first)).state).toBe("Done");
  });

  it("cannot be taken while a transaction of the holder runs, even past the end of the lease", async () => {
    await enqueue();
    const job = await claim();
    await transaction(world.ctx, async (tx) => {
      await assertLease(tx, job);
      await tx.db
        .$executeRaw`UPDATE job SET lease_until = clock_timestamp() - interval '1 s' WHERE pk = ${job.pk}::uuid`;
      expect(await claimJob(world.ctx, ["test"])).toBeNull();
      await settleJob(tx, job, { state: "Done" });
    });
    expect((await rowOf(job)).state).toBe("Done");
  });

  it("wait until their new due time and keep why", async () => {
    await enqueue();
    const job = await claim();
    const dueAt = new Date(world.clock.now().getTime() + 5000);
    await settleJob(world.ctx, job, { state: "Waiting", dueAt, errorCode: "BackupStoreUnavailable" });
    expect(await claimJob(world.ctx, ["test"])).toBeNull();
    world.clock.advance({ seconds: 5 });
    expect(await claim()).toMatchObject({ pk: job.pk, attempt: 2 });
    expect((await rowOf(job)).errorCode).toBe("BackupStoreUnavailable");
  });

  it("given back by a stopping worker can be claimed at once, and that attempt does not count", async () => {
    await enqueue();
    await settleJob(world.ctx, await claim(), { state: "Queued" });
    expect((await claim()).attempt).toBe(1);
  });

  it("leave their row for a while, failed ones longer", async () => {
    await enqueue();
    await settleJob(world.ctx, await claim(), { state: "Done" });
    await enqueue();
    const failed = await claim();
    await settleJob(world.ctx, failed, { state: "Failed", errorCode: "InternalFailure" });
    await enqueue();
    world.clock.advance({ days: 3 });
    await forgetEndedJobs(world.ctx);
    expect((await database.db.job.findMany({ select: { state: true } })).map((job) => job.state).sort()).toEqual([
      "Failed",
      "Queued",
    ]);
    world.clock.advance({ days: 90 });
    await forgetEndedJobs(world.ctx);
    expect((await database.db.job.findMany({ select: { state: true } })).map((job) => job.state)).toEqual(["Queued"]);
  });
});
