import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type TestWorld, testWorld } from "../context";
import { type TestDatabase, testDatabase } from "../database";
import { long } from "../long";
import { type SecretStep, SecretWorld, WEIGHTED_SECRET_STEPS } from "./secret-world";

// Versions and labels of Generic secrets against a model written from the rules, over random sequences with jumps of the
// clock and a worker that comes late. On a divergence it prints the seed, the sequence and what differed.

const SEQUENCES = long ? 400 : 3;
/** Chosen so that the fixed sample meets each of `MET`. */
const SEED = 20262695;
const STEPS = { minLength: 90, maxLength: 100 };

let database: TestDatabase;
let world: TestWorld;
beforeAll(async () => {
  database = await testDatabase();
  world = testWorld(database.db);
});
afterAll(() => database.close());

/** What sequences must have met, or the model was not asked. */
const MET = [
  "CreateSecret ok",
  "CreateSecret SecretExists",
  "CreateSecret SecretInDeleteWindow",
  "PutSecretValue ok",
  "PutSecretValue SecretVersionExists",
  "PutSecretValue SecretVersionLimit",
  "PutSecretValue SecretInDeleteWindow",
  "PutSecretValue SecretNotFound",
  "PutSecretValue InvalidStage",
  "UpdateSecretVersionStage ok",
  "UpdateSecretVersionStage StageElsewhere",
  "UpdateSecretVersionStage StageNotRemovable",
  "UpdateSecretVersionStage SecretVersionNotFound",
  "UpdateSecretVersionStage SecretVersionStageNotFound",
  "UpdateSecretVersionStage InvalidStage",
  "UpdateSecretVersionStage MissingParameter",
  "UpdateSecretVersionStage SecretInDeleteWindow",
  "GetSecretValue ok",
  "GetSecretValue SecretVersionNotFound",
  "GetSecretValue SecretInDeleteWindow",
  "GetSecretValue SecretNotFound",
  "DeleteSecret ok",
  "DeleteSecret at once ok",
  "DeleteSecret InvalidRecoveryWindow",
  "RestoreSecret ok",
  "RestoreSecret SecretNotDeleted",
  "RestoreSecret SecretNotFound",
];

const steps = fc.array(
  fc.record<SecretStep>({
    op: fc.oneof(...WEIGHTED_SECRET_STEPS.map(({ weight, op }) => ({ weight, arbitrary: fc.constant(op) }))),
    a: fc.nat({ max: 99_999 }),
    b: fc.nat({ max: 99_999 }),
    c: fc.nat({ max: 99_999 }),
  }),
  { ...STEPS, size: "max" },
);

it(`agrees with the rules over ${SEQUENCES} sequences of ${STEPS.minLength} and more operations (SEC-20..25, SEC-40..42)`, {
  timeout: long ? 3_600_000 : 300_000,
}, async () => {
  for (const [number, sequence] of fc.sample(steps, { seed: SEED, numRuns: SEQUENCES }).entries()) {
    const secrets = await SecretWorld.open(world);
    try {
      for (const step of sequence) await secrets.take(step);
      await secrets.compareWhole();
    } catch (error) {
      const last = secrets.trace.slice(-30).join("\n");
      throw new Error(`seed ${SEED}, sequence ${number}, after ${secrets.trace.length} steps, the last:\n${last}`, {
        cause: error,
      });
    }
  }
  expect(MET.filter((met) => !SecretWorld.met.has(met))).toEqual([]);
});
