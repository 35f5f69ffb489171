import type { NextApiRequest, NextApiResponse } from "next";
import NextAuth, { type AuthOptions } from "next-auth";
import { decode } from "next-auth/jwt";
import Credentials from "next-auth/providers/credentials";
import { authSecret, sessionCookie } from "./session-cookie";

// next-auth, and all there is of it. Its routes are not served: signing in is a server action, which runs next-auth's
// own handler here, in this process. So there is no second way in, and no address that would hand a script the session.

/** Proves who signs in and gives the session's token. What it throws reaches the caller of `issueCookie` as it is. */
export type Authorize = () => Promise<{ token: string }>;

/** The value of the session's cookie: next-auth's encrypted JWT, which holds the session's token and nothing else. */
export async function issueCookie(authorize: Authorize): Promise<string> {
  const refused: unknown[] = [];
  const options = authOptions(async () => {
    try {
      return { id: (await authorize()).token };
    } catch (error) {
      refused.push(error);
      return null;
    }
  });
  const csrf = await ask(options, "GET", ["csrf"], {}, {});
  const csrfToken = (csrf.body as { csrfToken: string }).csrfToken;
  const body = { csrfToken, json: "true" };
  const answer = await ask(options, "POST", ["callback", PROVIDER], csrf.cookies, body);
  if (refused.length > 0) throw refused[0];
  const value = answer.cookies[sessionCookie().name];
  if (!value) throw new Error("next-auth issued no session");
  return value;
}

/** The session's token in a cookie of ours; null for one that is altered, of another secret, or too old. */
export async function tokenIn(cookie: string | undefined): Promise<string | null> {
  if (!cookie) return null;
  try {
    const jwt = await decode({ token: cookie, secret: authSecret() });
    return typeof jwt?.sessionToken === "string" ? jwt.sessionToken : null;
  } catch {
    // Not one of ours: whoever sent it is simply not signed in.
    return null;
  }
}

const PROVIDER = "password";
const CSRF_COOKIE = "kms-csrf";

function authOptions(authorize: () => Promise<{ id: string } | null>): AuthOptions {
  const { name, options } = sessionCookie();
  return {
    secret: authSecret(),
    session: { strategy: "jwt", maxAge: options.maxAge },
    providers: [Credentials({ id: PROVIDER, name: PROVIDER, credentials: {}, authorize })],
    callbacks: { jwt: ({ token, user }) => (user ? { sessionToken: user.id } : token) },
    cookies: {
      sessionToken: { name, options },
      csrfToken: { name: CSRF_COOKIE, options: { ...options, maxAge: undefined } },
    },
    // What it would log are refusals, which the caller has, and its own addresses, which are not served.
    logger: { error: () => {}, warn: () => {}, debug: () => {} },
  };
}

type Cookies = Record<string, string>;

/** One request to next-auth's handler, as its Pages form takes it. */
async function ask(options: AuthOptions, method: string, nextauth: string[], cookies: Cookies, body: object) {
  const set: string[] = [];
  const answer: { body: unknown; cookies: Cookies } = { body: undefined, cookies: {} };
  const response = {
    status: () => response,
    getHeader: (name: string) => (name.toLowerCase() === "set-cookie" ? set : undefined),
    setHeader: (name: string, value: string | string[]) => {
      if (name.toLowerCase() === "set-cookie") set.splice(0, set.length, ...[value].flat());
      return response;
    },
    json: (sent: unknown) => {
      answer.body = sent;
    },
    send: (sent: unknown) => {
      answer.body = sent;
    },
    end: () => {},
  };
  const request = { method, query: { nextauth }, cookies, headers: {}, body };
  // Proof of the two casts: the handler uses of both exactly the members above (next-auth/next, NextAuthApiHandler).
  await NextAuth(request as unknown as NextApiRequest, response as unknown as NextApiResponse, options);
  answer.cookies = Object.fromEntries(set.map(nameAndValue));
  return answer;
}

function nameAndValue(setCookie: string): [string, string] {
  const [pair = ""] = setCookie.split(";");
  const at = pair.indexOf("=");
  return [pair.slice(0, at), decodeURIComponent(pair.slice(at + 1))];
}
