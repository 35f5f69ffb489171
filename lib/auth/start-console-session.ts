import "server-only";
import { cookies, headers } from "next/headers";
import type { z } from "zod";
import { checkFirstRunLink, type FirstRunChecks } from "@/lib/domain/accounts/check-first-run-link";
import { firstRun, type firstRunSchema } from "@/lib/domain/accounts/first-run";
import { signIn, type signInSchema } from "@/lib/domain/accounts/sign-in";
import { stepUp, type stepUpSchema } from "@/lib/domain/accounts/step-up";
import { DomainError, type ErrorCode, type ErrorParams } from "@/lib/domain/errors";
import { restoreInstallation } from "@/lib/domain/system-backup/restore-installation";
import { askGateway } from "./ask-gateway";
import { requestCtx, sessionToken } from "./console-context";
import { type Authorize, issueCookie } from "./next-auth";
import { sessionCookie } from "./session-cookie";

type Typed<S extends z.ZodType> = Omit<z.input<S>, "userAgent">;

/**
 * Signs in with what was typed, and sets the session's cookie.
 * @throws DomainError SignInFailed, SecondFactorRequired, SecondFactorWrong, TooManyAttempts
 */
export function signInConsole(typed: Typed<typeof signInSchema>): Promise<void> {
  return startWith(async (userAgent, asking) => askGateway(signIn, { ...typed, userAgent }, asking));
}

/**
 * Proves again who is signed in. The browser gets the new session's cookie for the old one's, which is dead (S31).
 * @throws DomainError PasswordWrong, SecondFactorRequired, SecondFactorWrong, TooManyAttempts, NotSignedIn
 */
export async function stepUpConsole(typed: Typed<typeof stepUpSchema>): Promise<void> {
  const present = (await sessionToken()) ?? undefined;
  return startWith(async (userAgent, asking) =>
    askGateway(stepUp, { ...typed, userAgent }, { ...asking, sessionToken: present }),
  );
}

/** Makes the first account, and signs it in. @throws DomainError FirstRunLinkInvalid and those of the fields */
export function firstRunConsole(typed: Typed<typeof firstRunSchema>): Promise<void> {
  return startWith(async (userAgent, asking) => askGateway(firstRun, { ...typed, userAgent }, asking));
}

export type FirstRunLink =
  | { ok: true; token: string; checks: FirstRunChecks }
  | { ok: false; code: ErrorCode; params: ErrorParams };

/** What the first page shows, or why the link cannot be used. */
export async function checkFirstRun(token: string): Promise<FirstRunLink> {
  const { requestId, sourceIp } = await requestCtx();
  try {
    if (!token) throw new DomainError("FirstRunLinkInvalid");
    return { ok: true, token, checks: await askGateway(checkFirstRunLink, { token }, { requestId, sourceIp }) };
  } catch (error) {
    if (error instanceof DomainError) return { ok: false, code: error.code, params: error.params };
    throw error;
  }
}

/** Asks until a rebuild is done, however long it takes. @throws DomainError FirstRunLinkInvalid and those of a rebuild */
export async function restoreInstallationConsole(asked: z.input<typeof restoreInstallation.schema>) {
  const { requestId, sourceIp } = await requestCtx();
  for (;;) {
    const answer = await askGateway(restoreInstallation, asked, { requestId, sourceIp });
    if (answer.state === "done") return answer;
  }
}

async function startWith(ask: (userAgent: string | undefined, asking: Asking) => ReturnType<Authorize>) {
  const { requestId, sourceIp } = await requestCtx();
  const userAgent = (await headers()).get("user-agent") ?? undefined;
  const value = await issueCookie(() => ask(userAgent, { requestId, sourceIp }));
  const { name, options } = sessionCookie();
  (await cookies()).set(name, value, options);
}

type Asking = Parameters<typeof askGateway>[2];

/** Takes the cookie from the browser; the session itself has been ended by its operation. */
export async function forgetConsoleSession(): Promise<void> {
  const { name, options } = sessionCookie();
  (await cookies()).set(name, "", { ...options, maxAge: 0 });
}
