import { databaseNow } from "@/lib/db/database-clock.sql";
import type { Ctx } from "../context";

/** So long a token that has ended is still called expired, and not unknown. */
const KEPT_MS = 24 * 60 * 60_000;

/** Ended tokens leave, and with them their sealed secrets. By the database's clock, as they were issued (decisions 14). */
export async function forgetRoleTokens(ctx: Ctx): Promise<void> {
  const before = new Date((await databaseNow(ctx.db)).getTime() - KEPT_MS);
  await ctx.db.roleToken.deleteMany({ where: { expiresAt: { lt: before } } });
}
