import { equalBytes } from "@/lib/crypto/bytes";
import { tokenDigest } from "@/lib/crypto/digest";
import { randomBytes } from "@/lib/crypto/random";
import { DomainError } from "../errors";
import { parsePrincipal } from "../policies/principal";
import { TOKEN_SECONDS_DEFAULT, TOKEN_SECONDS_MIN } from "../ram/roles/role-rules";

/** What tells the id of temporary credentials from that of an AccessKey. */
export const TEMPORARY_ID_PREFIX = "STS.";

const SESSION_NAME = /^[A-Za-z0-9.@_-]{2,64}$/;
/** 32 random bytes. */
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

export function newSecurityToken(): string {
  return randomBytes(32).toString("base64url");
}

/** @throws DomainError InvalidParameter */
export function assertSessionName(name: string): void {
  if (!SESSION_NAME.test(name)) throw new DomainError("InvalidParameter", { name: "RoleSessionName" });
}

/** `acs:ram::<uid>:role/<name>` (ACC-02). @throws DomainError InvalidParameter */
export function parseRoleArn(arn: string): { accountId: string; name: string } {
  const { accountId, identity } = parsePrincipal(arn) ?? { accountId: "", identity: "" };
  if (!identity.startsWith("role/")) throw new DomainError("InvalidParameter", { name: "RoleArn" });
  return { accountId, name: identity.slice("role/".length) };
}

/** How long a token will hold: as long as its role says at most; an hour where nothing is asked for. @throws DomainError InvalidParameter */
export function tokenSeconds(asked: number | undefined, { maxTokenSeconds }: { maxTokenSeconds: number }): number {
  const seconds = asked ?? Math.min(TOKEN_SECONDS_DEFAULT, maxTokenSeconds);
  if (seconds < TOKEN_SECONDS_MIN || seconds > maxTokenSeconds) {
    throw new DomainError("InvalidParameter", { name: "DurationSeconds" });
  }
  return seconds;
}

/**
 * Whether a token that came with a right signature may still be used at this moment. Time is judged on every call, since
 * it alone ends a token that is kept in a cache (decisions 8).
 * @throws DomainError TokenMalformed, TokenMismatch, TokenExpired
 */
export function assertTokenHolds(
  kept: { tokenSha256: Uint8Array; expiresAt: Date },
  securityToken: string,
  at: Date,
): void {
  if (!TOKEN.test(securityToken)) throw new DomainError("TokenMalformed");
  if (!equalBytes(kept.tokenSha256, tokenDigest(securityToken))) throw new DomainError("TokenMismatch");
  if (kept.expiresAt <= at) throw new DomainError("TokenExpired");
}
