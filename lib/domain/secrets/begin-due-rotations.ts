import { randomUuid } from "@/lib/crypto/random";
import { dueSecrets, dueSteps } from "@/lib/db/due-secret-rotations.sql";
import { actorName } from "../audit/record";
import type { Ctx } from "../context";
import { AWAY, placeInLine } from "./rotation-rules";

/** What one look at the clock begins and hands out: enough for seconds of work, and no more than a page of rows. */
const AT_ONCE = 500;

export interface DueStep {
  pk: string;
  /** Its place in the line of jobs. */
  dueAt: Date;
}

/**
 * Begins the rotation of secrets whose date has come (SEC-34), and gives the rotations whose next step is due. A secret
 * that was away for many intervals is begun once; of two workers that find the same secret due, one begins it.
 */
export async function beginDueRotations(ctx: Ctx): Promise<DueStep[]> {
  const due = await dueSecrets(ctx.db, { now: ctx.now(), limit: AT_ONCE, away: AWAY });
  if (due.length > 0) {
    await ctx.db.secretRotation.createMany({
      data: due.map(({ pk: secretPk, nextRotationAt }) => ({
        pk: ctx.newId(),
        secretPk,
        kind: "Scheduled" as const,
        versionId: randomUuid(),
        dueAt: nextRotationAt,
        requestedBy: actorName(ctx.actor),
        createdAt: ctx.now(),
      })),
      // By the index that allows one running rotation of a secret.
      skipDuplicates: true,
    });
  }
  const steps = await dueSteps(ctx.db, ctx.now(), AT_ONCE);
  return steps.map(({ pk, step, kind, dueAt }) => ({ pk, dueAt: placeInLine(step, kind, dueAt) }));
}
