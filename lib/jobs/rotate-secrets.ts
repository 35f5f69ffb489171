import { pullBackDates } from "@/lib/db/due-secret-rotations.sql";
import { beginDueRotations } from "@/lib/domain/secrets/begin-due-rotations";
import { forgetRotations } from "@/lib/domain/secrets/forget-rotations";
import { ROTATE_SECRET } from "@/lib/domain/secrets/insert-rotation";
import { runRotation } from "@/lib/domain/secrets/run-rotation";
import type { Duty, JobDefinition } from "./job";

/**
 * SEC-15, SEC-34: takes the steps of rotations. A job is done when its rotation is over or has to wait; the rotation's own
 * row says until when, and is then given another job. Most of the time goes to targets that answer slowly.
 */
export const rotateSecretsJob: JobDefinition = {
  kind: ROTATE_SECRET,
  slots: 8,
  maxAttempts: Number.POSITIVE_INFINITY,
  due: async (ctx) => (await beginDueRotations(ctx)).map(({ pk, dueAt }) => ({ subjectPk: pk, dueAt })),
  run: async (ctx, job) => {
    await runRotation(ctx, { rotationPk: job.subjectPk, lease: job });
    return undefined;
  },
};

export const forgetSecretRotationsDuty: Duty = {
  name: "forget-secret-rotations",
  everyMs: 60 * 60_000,
  run: async (ctx) => {
    await forgetRotations(ctx);
    await pullBackDates(ctx.db, ctx.now());
  },
};
