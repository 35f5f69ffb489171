import { randomUuid } from "@/lib/crypto/random";
import { type ClaimedRow, claimOne, extendLease, lockLease } from "@/lib/db/jobs.sql";
import type { Ctx, Tx } from "../context";

/** A job that this process holds until its lease ends (decisions 13). */
export type ClaimedJob = ClaimedRow;

/** What proves that a job is still held. */
export type Lease = Pick<ClaimedJob, "pk" | "leaseToken">;

/** Another process holds the job by now, or it was cancelled: whatever was being done must not be settled. */
export class LeaseLost extends Error {
  constructor() {
    super("the lease of this job was lost");
    this.name = "LeaseLost";
  }
}

export function claimJob(ctx: Ctx, kinds: readonly string[]): Promise<ClaimedJob | null> {
  return claimOne(ctx.db, kinds, ctx.now(), randomUuid());
}

/** @throws LeaseLost */
export async function renewLease(ctx: Ctx, lease: Lease): Promise<void> {
  if (!(await extendLease(ctx.db, lease.pk, lease.leaseToken))) throw new LeaseLost();
}

/**
 * First statement of every transaction in which a job changes something: refuses once the job is another's, and keeps it
 * from becoming another's until the commit.
 * @throws LeaseLost
 */
export async function assertLease(tx: Tx, lease: Lease): Promise<void> {
  if (!(await lockLease(tx.db, lease.pk, lease.leaseToken))) throw new LeaseLost();
}
