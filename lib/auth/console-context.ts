import "server-only";
import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import { systemNow } from "@/lib/clock";
import { randomUuid, uuidV7 } from "@/lib/crypto/random";
import { makeDb } from "@/lib/db/client";
import { type ResolvedSession, resolveSession } from "@/lib/domain/accounts/resolve-session";
import { touchSession } from "@/lib/domain/accounts/touch-session";
import type { Ctx } from "@/lib/domain/context";
import { databaseUrlFor, env } from "@/lib/env";
import type { PrismaClient } from "@/lib/generated/prisma/client";
import { log } from "@/lib/log";
import { askGateway } from "./ask-gateway";
import { returnPath } from "./console-address";
import { tokenIn } from "./next-auth";
import { sessionCookie } from "./session-cookie";

/** What proxy.ts tells the pages: the path that was asked for. */
export const PATH_HEADER = "x-kms-path";

/** Whose request this is, as the session's row says now. */
export interface ConsoleSession extends ResolvedSession {
  token: string;
}

/** The context of a page: of the signed-in person, else the browser is led to the sign-in and back. */
export async function consoleCtx(): Promise<Ctx> {
  await requireSession();
  return requestCtx();
}

/**
 * The session of a page, else the browser is led to the sign-in and back to where it wanted to go; by way of another
 * password, where somebody else chose the one there is.
 */
export async function requireSession(): Promise<ConsoleSession> {
  const session = await currentSession();
  if (session && !session.actor.mustChange) return session;
  const door = session ? "/choose-password" : "/sign-in";
  const wanted = returnPath((await headers()).get(PATH_HEADER));
  redirect(wanted === "/" ? door : `${door}?to=${encodeURIComponent(wanted)}`);
}

/** The context of an action or route: without a session its actor is nobody, and every operation refuses. */
export const requestCtx = cache(async (): Promise<Ctx> => {
  const [session, sent] = await Promise.all([currentSession(), headers()]);
  const { regions, defaultRegion, timeZone } = env();
  return {
    actor: session?.actor ?? { kind: "nobody" },
    source: "ConsoleOperation",
    requestId: randomUuid(),
    sourceIp: sent.get("x-forwarded-for") ?? undefined,
    db: consoleDb(),
    now: systemNow,
    newId: () => uuidV7(systemNow()),
    // No root key and no ports: what needs them runs in the gateway (decisions 6). Enabling does, so its delay is not asked for here.
    ports: {},
    deployment: { regions, defaultRegion, timeZone, enableDelayMs: 0, imageUpgradeMs: 0 },
  };
});

/** Read once per request, from the row, so that a revoked session is over with its next request (S31). */
export const currentSession = cache(async (): Promise<ConsoleSession | null> => {
  const token = await sessionToken();
  const resolved = token ? await resolveSession({ db: consoleDb() }, token) : null;
  if (!token || !resolved) return null;
  if (resolved.stale) noteUse(token);
  return { ...resolved, token };
});

export async function sessionToken(): Promise<string | null> {
  return tokenIn((await cookies()).get(sessionCookie().name)?.value);
}

/** Not waited for: a gateway that is away must keep nobody from reading. The session then only idles sooner. */
function noteUse(token: string) {
  askGateway(touchSession, {}, { sessionToken: token, requestId: randomUuid() }).catch((error: unknown) =>
    log.warn("the use of a session could not be noted", { error }),
  );
}

// One pool per process: Next loads this file once per bundle (pages, actions, routes).
const shared = globalThis as typeof globalThis & { kmsConsoleDb?: PrismaClient };

function consoleDb(): PrismaClient {
  shared.kmsConsoleDb ??= makeDb(databaseUrlFor("console"));
  return shared.kmsConsoleDb;
}
