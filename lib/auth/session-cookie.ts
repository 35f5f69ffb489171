import { sha256Hex } from "@/lib/crypto/digest";
import { SESSION_LIMIT_HOURS } from "@/lib/domain/accounts/session-rules";
import { env } from "@/lib/env";
import { consoleAddress } from "./console-address";

/**
 * The one cookie of a session. Its name ends in 8 digits of the installation: cookies ignore ports, and two checkouts
 * share 127.0.0.1. Over TLS it is a `__Host-` cookie (S32). That prefix asks for Secure; Chromium and Firefox take
 * Secure cookies over plain HTTP from 127.0.0.1, Safari and most HTTP clients do not, so on a loopback address without
 * TLS, which no network carries, the cookie has neither. Anything beyond loopback needs TLS (lib/env, supervisor).
 */
export function sessionCookie() {
  const { secure } = consoleAddress();
  const suffix = env().cookieSuffix ?? sha256Hex(Buffer.from(authSecret())).slice(0, 8);
  return {
    name: `${secure ? "__Host-" : ""}kms-${suffix}`,
    options: {
      httpOnly: true,
      sameSite: "lax" as const,
      path: "/",
      secure,
      maxAge: SESSION_LIMIT_HOURS * 3600,
    },
  };
}

/** What seals the cookie. The supervisor makes one at the first start. */
export function authSecret(): string {
  const { authSecret: secret } = env();
  if (!secret) throw new Error("No AUTH_SECRET: set it, or start with npm start, which makes one.");
  return secret;
}
