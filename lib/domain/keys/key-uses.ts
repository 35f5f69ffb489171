import { forgetKeyUsesBefore } from "@/lib/db/key-uses.sql";
import type { Ctx } from "../context";

/** How long the association check looks back (KEY-55). */
export const CALLERS_DAYS = 90;
const DAY_MILLISECONDS = 86_400_000;

export const callersSince = (now: Date): Date => new Date(now.getTime() - CALLERS_DAYS * DAY_MILLISECONDS);

/** What no check looks at any more. */
export async function forgetKeyUses(ctx: Ctx): Promise<void> {
  await forgetKeyUsesBefore(ctx.db, callersSince(ctx.now()));
}
