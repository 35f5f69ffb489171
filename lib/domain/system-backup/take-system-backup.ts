import { z } from "zod";
import { connectBeside } from "@/lib/db/client";
import { assertOperator } from "../accounts/acting-person";
import { storeOf } from "../backups/binding-store";
import type { Ctx, Tx } from "../context";
import { DomainError } from "../errors";
import { operation } from "../operation";
import { keyringOf } from "../wrapping-keys";
import { type TakenSystemBackup, type Taking, writeSystemBackup } from "./write-system-backup";

/** Long enough for one that is under way to end. */
const WAIT_MS = 25_000;

/**
 * Takes a system backup now, whoever has taken one by the clock before.
 * @throws DomainError NoPermission, BackupStoreUnavailable, BackupBusy where another one goes on for long
 */
export const takeSystemBackup = operation(
  "TakeSystemBackup",
  { touches: "secrets", schema: z.object({ reason: z.string().min(1).max(100).default("by hand") }) },
  async (ctx, { reason }): Promise<TakenSystemBackup> => {
    assertOperator(ctx, "kms:TakeSystemBackup");
    const taken = await writeSystemBackup(takingOf(ctx, WAIT_MS), reason);
    if (!taken) throw new DomainError("BackupBusy");
    return taken;
  },
);

const HOUR_MS = 60 * 60_000;
const AFTER_FAILURE_MS = 5 * 60_000;

/** By the clock: one an hour, once there is somebody whose loss it would be; five minutes after one that failed. */
export async function takeDueSystemBackup(ctx: Ctx): Promise<void> {
  if (!(await isDue(ctx))) return;
  await writeSystemBackup(takingOf(ctx, 0), "hourly");
}

/** However the clock was moved: of those within the hour before and after now, none. */
async function isDue(ctx: Ctx): Promise<boolean> {
  const now = ctx.now().getTime();
  const taken = (ms: number, errorCode: { not: null } | null) => {
    const startedAt = { gt: new Date(now - ms), lt: new Date(now + ms) };
    return ctx.db.systemBackup.count({ where: { startedAt, errorCode, NOT: { reason: REBUILT } } });
  };
  if ((await taken(HOUR_MS, null)) > 0 || (await taken(AFTER_FAILURE_MS, { not: null })) > 0) return false;
  return (await ctx.db.account.count()) > 0;
}

function takingOf(ctx: Ctx, waitMs: number): Taking {
  const { now, newId } = ctx;
  const connect = () => connectBeside(ctx.db);
  return { connect, store: storeOf(ctx), keyring: keyringOf(ctx), now, newId, waitMs };
}

const KEPT_MS = 30 * 24 * HOUR_MS;

/** The rows that say when one was taken go with what they speak of; that of a rebuild stays. */
export async function forgetSystemBackups(ctx: Ctx): Promise<void> {
  const startedAt = { lt: new Date(ctx.now().getTime() - KEPT_MS) };
  await ctx.db.systemBackup.deleteMany({ where: { startedAt, NOT: { reason: REBUILT } } });
}

/** The reason of the row that says which system backup this database came from. */
export const REBUILT = "rebuilt from it";

/** The system backup that the rows of this database came from. */
export async function isRebuilt(ctx: Ctx | Tx): Promise<{ name: string } | null> {
  return ctx.db.systemBackup.findFirst({ where: { reason: REBUILT }, select: { name: true } });
}

/**
 * Whether a database before this one was there at a moment: this one was made or rebuilt since. That one may stand
 * somewhere yet and rotate what it knows.
 */
export async function isOfAnotherDatabase(tx: Tx, at: Date): Promise<boolean> {
  const rebuilt = await tx.db.systemBackup.count({ where: { reason: REBUILT, endedAt: { gt: at } } });
  return rebuilt + (await tx.db.installation.count({ where: { createdAt: { gt: at } } })) > 0;
}
