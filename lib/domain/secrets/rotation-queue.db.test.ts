import { afterAll, beforeAll, expect, it } from "vitest";
import { rotateSecretsJob } from "@/lib/jobs/rotate-secrets";
import { startWorker } from "@/lib/jobs/worker-loop";
import { long } from "@/lib/testing/long";
import { dbAs, type ProcessDb } from "@/lib/testing/process-role";
import { describeRotationQueue } from "./describe-rotation-queue";
import { aManyManaged, REGION, type RotationWorld, rotationWorld, works } from "./rotations.test-support";

const MANY = long ? 10_000 : 60;

let at: RotationWorld;
/** The worker's own rights, no more: what its role may not do fails here. */
let asWorker: ProcessDb;
let asConsole: ProcessDb;
beforeAll(async () => {
  at = await rotationWorld();
  asWorker = await dbAs(at.database, "kms_worker");
  asConsole = await dbAs(at.database, "kms_console");
});
afterAll(async () => {
  await asConsole.close();
  await asWorker.close();
  await at.database.close();
});

it(`${MANY} secrets due in the same minute are all rotated once by two workers, none twice`, {
  timeout: long ? 3600_000 : 300_000,
}, async () => {
  const dueAt = at.world.clock.now();
  const secrets = await aManyManaged(at, MANY, { nextRotationAt: dueAt, intervalSeconds: 86_400 });
  at.world.clock.advance({ seconds: 59 });
  const reader = { ...at.account.ctx, db: asConsole.db };
  const queue = () => describeRotationQueue(reader, { region: REGION });
  expect(await queue()).toEqual({ due: MANY, running: 0, oldestDueAt: dueAt, failed: 0 });

  const began = performance.now();
  const workers = await Promise.all(
    ["one", "two"].map((name) =>
      startWorker(
        { ...at.worker, db: asWorker.db },
        { name, jobs: [rotateSecretsJob], duties: [], pollMs: 50, wallClock: Date.now },
      ),
    ),
  );
  // Whatever waits has waited since then: the worst lag is when the last of them is begun.
  let worstLagMs = 0;
  for (let state = await queue(); state.due + state.running > 0; state = await queue()) {
    if (state.due > 0) worstLagMs = performance.now() - began;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  const tookMs = performance.now() - began;
  await Promise.all(workers.map((worker) => worker.stop(10_000)));
  process.stdout.write(
    `${MANY} rotations due at once, two workers: all done after ${(tookMs / 1000).toFixed(1)} s, ` +
      `the last one began after ${(worstLagMs / 1000).toFixed(1)} s\n`,
  );

  const [counted] = await at.database.sql(
    `SELECT count(*)::int AS rotations, count(DISTINCT secret_pk)::int AS secrets FROM secret_rotation
     WHERE state = 'Succeeded' AND kind = 'Scheduled'`,
  );
  expect(counted).toEqual({ rotations: MANY, secrets: MANY });
  const [versions] = await at.database.sql(
    "SELECT count(*)::int AS n FROM secret_version WHERE secret_pk = ANY($1::uuid[])",
    [secrets.map(({ pk }) => pk)],
  );
  expect(versions).toEqual({ n: 2 * MANY });
  const finished = { event: "FinishSecretRotation", outcome: "Success" };
  expect(await at.database.db.auditEvent.count({ where: finished })).toBe(MANY);
  // Each was given one new password, and it is the one that is current.
  expect(at.target.calls.filter(({ call }) => call === "set")).toHaveLength(MANY);
  for (const secret of secrets.filter((_, n) => n % Math.ceil(MANY / 50) === 0)) {
    expect(await works(at, secret)).toBe(true);
  }
});
