import { tokenDigest } from "@/lib/crypto/digest";
import { databaseNow } from "@/lib/db/database-clock.sql";
import type { Actor, Ctx } from "../context";
import { grantsOfPerson } from "./load-grants";
import { isLive, isSteppedUp, needsTouch } from "./session-rules";

export interface ResolvedSession {
  actor: Extract<Actor, { kind: "person" }>;
  accountName: string;
  /** Since when a code is asked for beside the password. */
  secondFactorSince: Date | null;
  /** Whether `seenAt` is old enough to be written anew (`touchSession`). */
  stale: boolean;
  expiresAt: Date;
}

/**
 * Who the token belongs to, or null: unknown, revoked, expired and idle sessions are the same answer. Read from the row
 * on every request, so that a revoked session is over at once in every process (S31, decisions 17).
 */
export async function resolveSession(ctx: Pick<Ctx, "db">, token: string): Promise<ResolvedSession | null> {
  const [at, session] = await Promise.all([
    databaseNow(ctx.db),
    ctx.db.session.findUnique({
      where: { tokenSha256: new Uint8Array(tokenDigest(token)) },
      select: {
        pk: true,
        seenAt: true,
        expiresAt: true,
        revokedAt: true,
        steppedUpAt: true,
        person: {
          select: {
            pk: true,
            accountId: true,
            name: true,
            root: true,
            operator: true,
            mustChange: true,
            consoleLogin: true,
            secondFactorSince: true,
            account: { select: { name: true } },
          },
        },
      },
    }),
  ]);
  if (!session?.person.consoleLogin || !isLive(session, at)) return null;
  const { account, pk: personPk, mustChange, consoleLogin: _, secondFactorSince, ...person } = session.person;
  const grants = person.root ? [] : await grantsOfPerson(ctx, personPk);
  const steppedUp = isSteppedUp(session, at);
  const who = { personPk, ...person, grants, sessionPk: session.pk, steppedUp };
  return {
    actor: { kind: "person", ...who, ...(mustChange && { mustChange }) },
    accountName: account.name,
    secondFactorSince,
    stale: needsTouch(session, at),
    expiresAt: session.expiresAt,
  };
}
