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

/** Lock and statement time-outs, deadlocks, connections that ended, a server that is starting or stopping. */
const TRY_AGAIN_SQLSTATE = /^(55P03|40P01|57014|57P0[1-3]|08...|53300)$/;
/** The same in Prisma's words: unreachable, closed, timed out, no connection left, transaction given up. */
const TRY_AGAIN_PRISMA = new Set(["P1001", "P1002", "P1008", "P1017", "P2024", "P2028", "P2034"]);

/**
 * What a caller may be told of an error of the database: that it is away or too busy is "try again", not a defect.
 * Anything else comes back as it is. Every door asks this before it calls something an internal failure.
 */
export function asRefusal(error: unknown): unknown {
  try {
    return refusalOf(error);
  } catch {
    return new Error("what was thrown cannot even be looked at"); // a revoked proxy, say
  }
}

function refusalOf(error: unknown): unknown {
  if (error instanceof DomainError) return error;
  const away =
    TRY_AGAIN_SQLSTATE.test(databaseCode(error) ?? "") ||
    (error instanceof Prisma.PrismaClientKnownRequestError && TRY_AGAIN_PRISMA.has(error.code)) ||
    (error instanceof Prisma.PrismaClientKnownRequestError &&
      /^(ECONN|EPIPE|ENOENT)/.test(databaseCode(error) ?? "")) ||
    error instanceof Prisma.PrismaClientInitializationError;
  return away ? new DomainError("ServiceUnavailable", {}, { cause: error }) : error;
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
