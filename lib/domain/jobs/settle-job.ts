import type { Prisma } from "@/lib/generated/prisma/client";
import type { Ctx, Tx } from "../context";
import type { ErrorCode } from "../errors";
import { type Lease, LeaseLost } from "./lease";

/** How a held job goes on. */
export type Outcome =
  | { state: "Done" }
  /** Not now: again at `dueAt`, because of `errorCode`. */
  | { state: "Waiting"; dueAt: Date; errorCode: ErrorCode }
  | { state: "Failed"; errorCode: ErrorCode }
  /** Given back untouched, as when the process stops: the attempt does not count. */
  | { state: "Queued" };

/** Ends this process's hold on the job. @throws LeaseLost when it was another's already; nothing is written then */
export async function settleJob(ctx: Ctx | Tx, lease: Lease, outcome: Outcome): Promise<void> {
  const settled = await ctx.db.job.updateMany({
    where: { pk: lease.pk, leaseToken: lease.leaseToken, state: "Running" },
    data: { state: outcome.state, leaseToken: null, leaseUntil: null, ...rest(ctx, outcome) },
  });
  if (settled.count !== 1) throw new LeaseLost();
}

function rest(ctx: Ctx | Tx, outcome: Outcome): Prisma.JobUpdateManyMutationInput {
  switch (outcome.state) {
    case "Done":
      return { endedAt: ctx.now(), errorCode: null };
    case "Failed":
      return { endedAt: ctx.now(), errorCode: outcome.errorCode };
    case "Waiting":
      return { dueAt: outcome.dueAt, errorCode: outcome.errorCode };
    case "Queued":
      return { attempt: { decrement: 1 } };
  }
}

/** Keeps what a long job has reached, for whoever goes on with it. @throws LeaseLost */
export async function saveProgress(ctx: Ctx | Tx, lease: Lease, progress: Prisma.InputJsonObject): Promise<void> {
  const saved = await ctx.db.job.updateMany({
    where: { pk: lease.pk, leaseToken: lease.leaseToken, state: "Running" },
    data: { progress },
  });
  if (saved.count !== 1) throw new LeaseLost();
}
