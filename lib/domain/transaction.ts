import { Prisma } from "@/lib/generated/prisma/client";
import type { Ctx, Tx } from "./context";
import { DomainError } from "./errors";

interface TransactionOptions {
  /** Milliseconds that the work may take; long work commits in batches instead of asking for more. */
  timeoutMs?: number;
}

/**
 * Runs `work` in one database transaction: all of it is durable when this resolves, or none of it happened.
 * Tells the change feed the business time (decisions 10). No network and no waiting inside.
 */
export async function transaction<T>(
  ctx: Ctx,
  work: (tx: Tx) => Promise<T>,
  options: TransactionOptions = {},
): Promise<T> {
  const at = ctx.now();
  try {
    return await ctx.db.$transaction(
      async (db) => {
        await db.$executeRaw`SELECT set_config('kms.now', ${at.toISOString()}, true)`;
        return work({ ...ctx, db, now: () => at, insideTransaction: true });
      },
      { timeout: options.timeoutMs ?? 15_000, maxWait: 10_000 },
    );
  } catch (error) {
    throw asRefusal(error);
  }
}

/** Lock time-outs, deadlocks and a full pool are "try again", not defects. */
function asRefusal(error: unknown): unknown {
  if (databaseCode(error) === "55P03" || databaseCode(error) === "40P01" || databaseCode(error) === "57014") {
    return new DomainError("ServiceUnavailable", {}, { cause: error });
  }
  if (
    error instanceof Prisma.PrismaClientKnownRequestError &&
    (error.code === "P2028" || error.code === "P2024" || error.code === "P2034")
  ) {
    return new DomainError("ServiceUnavailable", {}, { cause: error });
  }
  return error;
}

/** The SQLSTATE behind an error of Prisma's driver adapter, if it has one. */
export function databaseCode(error: unknown): string | undefined {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return undefined;
  const cause = (error.meta as { driverAdapterError?: { cause?: { originalCode?: string } } } | undefined)
    ?.driverAdapterError?.cause;
  return cause?.originalCode;
}

/** Whether `error` says that a unique constraint refused the row. */
export function isDuplicate(error: unknown): boolean {
  return (
    (error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2002") || databaseCode(error) === "23505"
  );
}

/** Whether `error` says that a CHECK refused the row, a quota for instance. */
export function isCheckViolation(error: unknown): boolean {
  return databaseCode(error) === "23514";
}

/**
 * `updated` is what an update guarded by pk and revision reports: no row means that somebody was faster.
 * @throws DomainError ChangedMeanwhile
 */
export function assertChanged(updated: { count: number }): void {
  if (updated.count !== 1) throw new DomainError("ChangedMeanwhile");
}
