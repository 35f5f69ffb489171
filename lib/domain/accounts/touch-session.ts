import { z } from "zod";
import { databaseNow } from "@/lib/db/database-clock.sql";
import type { Ctx } from "../context";
import { operation } from "../operation";
import { personOf } from "./acting-person";

/** Notes that the session was used just now. The console asks for it at most once a minute; it changes nothing else. */
export const touchSession = operation(
  "TouchSession",
  { touches: "secrets", schema: z.object({}), beforePasswordChange: true },
  async (ctx) => {
    await markSeen(ctx, personOf(ctx).sessionPk);
  },
);

export async function markSeen(ctx: Ctx, sessionPk: string): Promise<void> {
  const at = await databaseNow(ctx.db);
  await ctx.db.session.updateMany({
    where: { pk: sessionPk, revokedAt: null, seenAt: { lt: at } },
    data: { seenAt: at },
  });
}
