import { z } from "zod";
import { databaseNow } from "@/lib/db/database-clock.sql";
import type { Ctx } from "../context";
import { operation } from "../operation";
import { personOf } from "./acting-person";
import { idleSince } from "./session-rules";

export interface SessionView {
  sessionId: string;
  createdAt: Date;
  seenAt: Date;
  expiresAt: Date;
  sourceIp: string | null;
  userAgent: string | null;
  /** The one that asks. */
  current: boolean;
}

/** The person's own sessions that are still open, newest first. */
export const listSessions = operation("ListSessions", { touches: "metadata", schema: z.object({}) }, async (ctx) => {
  const { sessionPk } = personOf(ctx);
  const rows = await openSessions(ctx);
  return rows.map(
    ({ pk, tokenSha256, ...rest }): SessionView => ({
      sessionId: sessionIdOf(tokenSha256),
      ...rest,
      current: pk === sessionPk,
    }),
  );
});

export async function openSessions(ctx: Ctx) {
  const at = await databaseNow(ctx.db);
  return ctx.db.session.findMany({
    where: { personPk: personOf(ctx).personPk, revokedAt: null, expiresAt: { gt: at }, seenAt: { gt: idleSince(at) } },
    orderBy: [{ createdAt: "desc" }, { pk: "desc" }],
    select: {
      pk: true,
      tokenSha256: true,
      createdAt: true,
      seenAt: true,
      expiresAt: true,
      sourceIp: true,
      userAgent: true,
    },
  });
}

/** How a session is named outside: 96 bits of its token's hash. A row's pk stays inside, and the token with its owner. */
export function sessionIdOf(tokenSha256: Uint8Array): string {
  return Buffer.from(tokenSha256).toString("hex").slice(0, 24);
}
