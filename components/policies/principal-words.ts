import { parsePrincipal } from "@/lib/domain/policies/principal";

/** A principal in the parts that a sentence about it needs (ACC-02). Pure. */
export interface PrincipalParts {
  kind: "account" | "user" | "role" | "unknown";
  accountId: string;
  /** Of a user or role. */
  name: string;
}

/** `:root` and `:*` both name the whole account (POL-24). */
export function principalParts(text: string): PrincipalParts {
  const parsed = parsePrincipal(text);
  if (!parsed) return { kind: "unknown", accountId: "", name: text };
  const { accountId, identity, wholeAccount } = parsed;
  if (wholeAccount) return { kind: "account", accountId, name: "" };
  const name = identity.slice(identity.indexOf("/") + 1);
  return { kind: identity.startsWith("role/") ? "role" : "user", accountId, name };
}

/** What somebody typed for one of the account's own: an ARN, or `user/alice` and `role/app` in short. */
export function fullPrincipal(typed: string, accountId: string): string {
  const text = typed.trim();
  return /^(?:user|role)\/\S+$/.test(text) ? `acs:ram::${accountId}:${text}` : text;
}
