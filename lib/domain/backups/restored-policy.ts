import { principalsThere } from "@/lib/db/restore-standing.sql";
import type { Tx } from "../context";
import { parsePrincipal } from "../policies/principal";
import { storedStatements } from "../policies/stored-policy";
import { type Json, parseStrictJson } from "../policies/strict-json";
import type { RestoreWarning } from "./restore-rules";

// BKP-105: a restored policy is the saved one, without the users and roles that are gone. One that was made after the
// moment that is restored is another, whatever its name.

/** The users and roles that a saved policy names; whole accounts neither come nor go. */
export function identitiesNamed(document: string): string[] {
  const named = storedStatements(document).flatMap(({ principals = [] }) => principals);
  return [...new Set(named)].filter((text) => parsePrincipal(text)?.wholeAccount === false);
}

/** Which of those named in these documents are gone: not in this deployment, or not the ones that were there at `at`. */
export async function goneIdentities(
  tx: Pick<Tx, "db">,
  documents: readonly (string | null)[],
  at: Date,
): Promise<Set<string>> {
  const named = new Set([...new Set(documents)].flatMap((text) => (text === null ? [] : identitiesNamed(text))));
  return goneOf(tx, named, at);
}

/** The same of ARNs. */
export async function goneOf(tx: Pick<Tx, "db">, named: Iterable<string>, at: Date): Promise<Set<string>> {
  const asked = [...named].flatMap((arn) => {
    const parsed = parsePrincipal(arn);
    return parsed && !parsed.wholeAccount ? [{ arn, accountId: parsed.accountId, identity: parsed.identity }] : [];
  });
  const there = await principalsThere(tx.db, at, asked);
  return new Set(asked.flatMap(({ arn }) => (there.has(arn) ? [] : [arn])));
}

/**
 * The document that is restored, and what is to be said of it. What nobody is missing from comes back word for word; a
 * statement that named nobody else goes with them, and where nothing is left the default takes its place.
 */
export function restoredPolicy(
  saved: string | null,
  gone: ReadonlySet<string>,
  wanted: "saved" | "default",
  byDefault: () => string,
): { document: string | null; warnings: RestoreWarning[] } {
  if (saved === null) return { document: null, warnings: [] };
  if (wanted === "default") {
    const document = byDefault();
    return { document, warnings: document === saved ? [] : [{ code: "PolicyReplaced" }] };
  }
  const missing = identitiesNamed(saved).filter((arn) => gone.has(arn));
  if (missing.length === 0) return { document: saved, warnings: [] };
  const warnings = missing.map((principal): RestoreWarning => ({ code: "PrincipalGone", principal }));
  const document = without(saved, gone);
  return document === null
    ? { document: byDefault(), warnings: [...warnings, { code: "PolicyReplaced" }] }
    : { document, warnings };
}

function without(document: string, gone: ReadonlySet<string>): string | null {
  const policy = parseStrictJson(document);
  const statements = policy instanceof Map ? policy.get("Statement") : undefined;
  if (!(policy instanceof Map) || !Array.isArray(statements)) return null;
  const left = statements.flatMap((statement) => statementWithout(statement, gone));
  return left.length > 0 ? written(new Map(policy).set("Statement", left)) : null;
}

function statementWithout(statement: Json, gone: ReadonlySet<string>): Json[] {
  const principal = statement instanceof Map ? statement.get("Principal") : undefined;
  if (!(statement instanceof Map) || !(principal instanceof Map)) return [statement];
  const named = principal.get("RAM");
  const before = Array.isArray(named) ? named : named === undefined ? [] : [named];
  const after = before.filter((one) => typeof one !== "string" || !gone.has(one));
  if (after.length === before.length) return [statement];
  return after.length === 0 ? [] : [new Map(statement).set("Principal", new Map(principal).set("RAM", after))];
}

function written(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(written).join(",")}]`;
  if (!(value instanceof Map)) return JSON.stringify(value);
  return `{${[...value].map(([name, inner]) => `${JSON.stringify(name)}:${written(inner)}`).join(",")}}`;
}
