import { tokenDigest } from "@/lib/crypto/digest";
import { randomBytes } from "@/lib/crypto/random";
import { databaseNow } from "@/lib/db/database-clock.sql";
import type { Actor, Tx } from "../context";
import { sessionExpiry } from "./session-rules";

export interface StartedSession {
  /** 256 bits; given out once, kept as its SHA-256 (decisions 1). */
  token: string;
  expiresAt: Date;
}

/** 32 random bytes as text: session and link tokens (decisions 1). */
export function newToken(): string {
  return randomBytes(32).toString("base64url");
}

export interface SignedInPerson {
  pk: string;
  accountId: string;
  name: string;
  root: boolean;
  operator: boolean;
}

/**
 * A new session at every sign-in: none that anybody could have known before (S31). Also gives the actor whom the
 * event of the sign-in names.
 */
export async function startSession(tx: Tx, person: SignedInPerson, userAgent: string | undefined) {
  const token = newToken();
  const sessionPk = tx.newId();
  const startedAt = await databaseNow(tx.db);
  const expiresAt = sessionExpiry(startedAt);
  await tx.db.session.create({
    data: {
      pk: sessionPk,
      tokenSha256: new Uint8Array(tokenDigest(token)),
      personPk: person.pk,
      accountId: person.accountId,
      createdAt: startedAt,
      seenAt: startedAt,
      expiresAt,
      // Signing in is the same proof that step-up asks for (S36).
      steppedUpAt: startedAt,
      sourceIp: tx.sourceIp ?? null,
      userAgent: userAgent?.slice(0, 256) ?? null,
    },
  });
  const { pk: personPk, accountId, name, root, operator } = person;
  const who = { accountId, personPk, name, root, operator, sessionPk };
  const actor: Actor = { kind: "person", ...who, grants: [], steppedUp: true };
  const session: StartedSession = { token, expiresAt };
  return { session, actor };
}
