// Principals in the forms of ACC-02: `acs:ram::<uid>:root`, `:*`, `:user/<name>`, `:role/<name>`.

export interface Named {
  accountId: string;
  arn: string;
}

/** By its own name, or as one of an account that is named whole (POL-24). */
export type NamedBy = "identity" | "account";

const PRINCIPAL = /^acs:ram::([1-9]\d{15}):(root|\*|(?:user|role)\/[A-Za-z0-9.@_-]{1,64})$/;

export interface ParsedPrincipal {
  accountId: string;
  /** `root`, `*`, `user/<name>` or `role/<name>` */
  identity: string;
  wholeAccount: boolean;
}

export function parsePrincipal(text: string): ParsedPrincipal | undefined {
  const [, accountId, identity] = PRINCIPAL.exec(text) ?? [];
  if (accountId === undefined || identity === undefined) return undefined;
  return { accountId, identity, wholeAccount: identity === "*" || identity === "root" };
}

/** How a list of principals names somebody, the closest way first; undefined where it does not. */
export function namedBy(
  principals: readonly string[],
  { accountId, arn }: Named,
  { anyIdentity = false }: { anyIdentity?: boolean } = {},
): NamedBy | undefined {
  if (principals.includes(arn)) return "identity";
  let whole = false;
  for (const text of principals) {
    const parsed = parsePrincipal(text);
    if (parsed?.accountId === accountId) whole ||= parsed.wholeAccount || anyIdentity;
  }
  return whole ? "account" : undefined;
}

export function rootArn(accountId: string): string {
  return `acs:ram::${accountId}:root`;
}
export function userArn(accountId: string, name: string): string {
  return `acs:ram::${accountId}:user/${name}`;
}
export function roleArn(accountId: string, name: string): string {
  return `acs:ram::${accountId}:role/${name}`;
}
