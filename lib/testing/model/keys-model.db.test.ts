import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type BackupWorld, backupWorld } from "@/lib/domain/backups/backups.test-support";
import { long } from "../long";
import { KeyWorld, type Step, WEIGHTED_STEPS } from "./key-world";

// Keys, versions, aliases and instances against a model written from the rules, over random sequences with jumps of the
// clock and a worker that is away. On a divergence it prints the seed, the sequence and what differed.

const SEQUENCES = long ? 500 : 4;
/** Chosen so that the fixed sample meets each of `MET` more than once. */
const SEED = 20262417;
const STEPS = { minLength: 200, maxLength: 220 };

let world: BackupWorld;
beforeAll(async () => {
  world = await backupWorld();
});
afterAll(() => world.close());

/** What sequences must have met, or the model was not asked: calls that went through, and refusals of each sort. */
const MET = [
  "CreateKey ok",
  "CreateKey KeyQuotaExceeded",
  "CreateKey InstanceUnavailable",
  "CreateKey InstanceNotFound",
  "Encrypt ok",
  "Encrypt KeyDisabled",
  "Encrypt KeyPendingDeletion",
  "Encrypt KeyPendingImport",
  "Encrypt InstanceUnavailable",
  "Encrypt KeyNotFound",
  "Encrypt AliasNotFound",
  "Encrypt UnsupportedOperation",
  "Decrypt ok",
  "Decrypt KeyDisabled",
  "Decrypt KeyPendingDeletion",
  "Decrypt KeyPendingImport",
  "Decrypt InstanceUnavailable",
  "Decrypt KeyNotFound",
  "EnableKey ok",
  "EnableKey KeyStateForbids",
  "DisableKey ok",
  "ScheduleKeyDeletion ok",
  "ScheduleKeyDeletion KeyDeletionProtected",
  "ScheduleKeyDeletion InvalidDeletionWindow",
  "CancelKeyDeletion ok",
  "CancelKeyDeletion KeyStateForbids",
  "SetDeletionProtection KeyStateForbids",
  "CreateAlias AliasExists",
  "UpdateAlias ok",
  "UpdateAlias KeyPendingDeletion",
  "DeleteAlias ok",
  "UpdateRotationPolicy ok",
  "UpdateRotationPolicy RotationUnsupported",
  "UpdateRotationPolicy InvalidRotationInterval",
  "CreateKeyVersion ok",
  "CreateKeyVersion KeyVersionTooSoon",
  "CreateKeyVersion UnsupportedOperation",
  "ImportKeyMaterial ok",
  "ImportKeyMaterial InvalidKeyMaterial",
  "ImportKeyMaterial KeyStateForbids",
  "DeleteKeyMaterial ok",
  "DeleteKeyMaterial UnsupportedOrigin",
  "RenewInstance ok",
  "RenewInstance RenewalNotPossible",
  "RenewInstance InstanceNotFound",
  "rotated",
  "waits for room",
];

const steps = fc.array(
  fc.record<Step>({
    op: fc.oneof(...WEIGHTED_STEPS.map(({ weight, op }) => ({ weight, arbitrary: fc.constant(op) }))),
    a: fc.nat({ max: 99_999 }),
    b: fc.nat({ max: 99_999 }),
    c: fc.nat({ max: 99_999 }),
  }),
  { ...STEPS, size: "max" },
);

it(`agrees with the rules over ${SEQUENCES} sequences of ${STEPS.minLength} and more operations (KEY-40..82, INS-08, INS-62..69)`, {
  timeout: long ? 3_600_000 : 600_000,
}, async () => {
  let taken = 0;
  const sequences = fc.sample(steps, { seed: SEED, numRuns: SEQUENCES });
  for (const [number, sequence] of sequences.entries()) {
    const keys = await KeyWorld.open(world);
    try {
      for (const step of sequence) await keys.take(step);
      await keys.compareWhole();
      await keys.close();
    } catch (error) {
      const last = keys.trace.slice(-30).join("\n");
      throw new Error(`seed ${SEED}, sequence ${number}, after ${keys.trace.length} steps, the last:\n${last}`, {
        cause: error,
      });
    }
    taken += sequence.length;
  }
  expect(MET.filter((met) => !KeyWorld.met.has(met))).toEqual([]);
  expect(taken).toBeGreaterThanOrEqual(SEQUENCES * STEPS.minLength);
});
