import { z } from "zod";
import { arnOf } from "../arn";
import { record } from "../audit/record";
import { refusingAboutAsync } from "../audit/refusal-subject";
import { authorizeArn } from "../authorize";
import type { Tx } from "../context";
import { DomainError } from "../errors";
import { operation } from "../operation";
import { assertChanged, transaction } from "../transaction";
import { type LoadedSecret, secretFor, secretSubject } from "./load-secret";
import { assertOnlyMaster } from "./managed-accounts";
import { assertSecretRotationSeconds } from "./managed-rules";
import { rotationAfter } from "./rotation-rules";
import { assertNotRotating } from "./running-rotation";
import { CURRENT } from "./secret-rules";

const schema = z.object({
  region: z.string(),
  secret: z.string().min(1),
  enabled: z.boolean(),
  /** Needed where rotation is switched on and has no interval yet. */
  intervalSeconds: z.number().optional(),
});

/**
 * Switches the automatic rotation of a managed secret on or off, or gives it another interval (SEC-31). The next date
 * counts from the last rotation, else from creation (SEC-34): where that has passed, the worker's next turn rotates it.
 * What failed before is tried anew, or not at all. @throws DomainError UnsupportedOperation for Generic secrets (SEC-30)
 */
export const updateSecretRotationPolicy = operation(
  "UpdateSecretRotationPolicy",
  { touches: "secrets", schema },
  async (ctx, input) =>
    transaction(ctx, async (tx) => {
      const secret = await secretFor(tx, "UpdateSecretRotationPolicy", input);
      return refusingAboutAsync(secretSubject(secret), () => update(tx, secret, input));
    }),
);

async function update(tx: Tx, secret: LoadedSecret, input: z.infer<typeof schema>) {
  const { pk, revision, accountId, region, targetId, name } = secret;
  if (secret.type === "Generic") throw new DomainError("UnsupportedOperation");
  if (targetId !== null) authorizeArn(tx, "kms:UseRotationTarget", arnOf(region, accountId, "target", targetId));
  // The window of an AccessKey lasts days, and what is set here does not concern it.
  await assertNotRotating(tx, pk, { except: "Retire" });
  if (input.enabled) await assertOnlyMaster(tx, secret);
  const plan = planPolicy(secret, input, tx.now());
  const hasValue = await tx.db.secretVersion.findFirst({
    where: { secretPk: pk, stages: { has: CURRENT } },
    select: { pk: true },
  });
  // Without a first value its setting up is what has to be done again, by RotateSecret: that failure stands.
  const standing = hasValue
    ? { rotationError: null, rotationErrorAt: null }
    : input.enabled && { automaticRotation: "Invalid" as const };
  assertChanged(
    await tx.db.secret.updateMany({
      where: { pk, revision },
      data: { ...plan, ...standing, updatedAt: tx.now() },
    }),
  );
  const subject = secretSubject(secret);
  const { automaticRotation, rotationSeconds } = plan;
  await record(tx, "UpdateSecretRotationPolicy", subject, { automaticRotation, rotationSeconds });
  return { name, arn: subject.arn };
}

function planPolicy(secret: LoadedSecret, { enabled, intervalSeconds }: z.infer<typeof schema>, now: Date) {
  if (!enabled) return { automaticRotation: "Disabled", rotationSeconds: null, nextRotationAt: null } as const;
  const rotationSeconds = intervalSeconds ?? secret.rotationSeconds;
  if (rotationSeconds === null) throw new DomainError("MissingParameter", { name: "RotationInterval" });
  assertSecretRotationSeconds(rotationSeconds);
  const last = secret.lastRotatedAt ?? secret.createdAt;
  // A date in the future is a clock's that was ahead.
  const nextRotationAt = rotationAfter(last > now ? now : last, rotationSeconds);
  return { automaticRotation: "Enabled", rotationSeconds, nextRotationAt } as const;
}
