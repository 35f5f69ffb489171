import { formOfPolicy, type PolicyBase, type PolicySubject, policyFromForm } from "./policy-form";
import { parsePrincipal } from "./principal";
import { type Json, parseStrictJson } from "./strict-json";

/**
 * A policy of something that another account made in an instance, once the instance's owner no longer owns it jointly
 * (SHR-07, SHR-08): the lists stay as they are, and the default statement loses the owner (POL-06). A document of another
 * shape loses the owner's whole account in what it allows, and with it a statement that allowed nobody else; what it says
 * of single users and roles of the owner's was its creator's own wish (SHR-09), as is every Deny. What does not name the
 * owner comes back word for word.
 */
export function withoutOwner(subject: PolicySubject, base: PolicyBase, document: string): string {
  const owner = base.jointOwnerAccountId;
  if (!owner || owner === base.creatorAccountId) return document;
  const alone = { ...base, jointOwnerAccountId: null };
  const form = formOfPolicy(subject, base, document);
  if (form) return policyFromForm(subject, alone, form);

  const policy = parseStrictJson(document);
  const statements = policy instanceof Map ? policy.get("Statement") : undefined;
  if (!(policy instanceof Map) || !Array.isArray(statements)) return document;
  const left = statements.flatMap((statement) => statementWithout(owner, statement));
  if (left.length === statements.length && left.every((one, at) => one === statements[at])) return document;
  // Nobody is left to manage it: a policy that was the owner's alone becomes its creator's.
  return left.length > 0 ? written(new Map(policy).set("Statement", left)) : policyFromForm(subject, alone);
}

/** The statement itself where nothing of it changes; none where it allowed nobody else. */
function statementWithout(owner: string, statement: Json): Json[] {
  const principal = statement instanceof Map ? statement.get("Principal") : undefined;
  const named = principal instanceof Map ? principal.get("RAM") : undefined;
  if (!(statement instanceof Map) || !(principal instanceof Map) || statement.get("Effect") !== "Allow")
    return [statement];
  const before = Array.isArray(named) ? named : [named];
  const after = before.filter((one) => !isWhole(owner, one));
  if (after.length === before.length) return [statement];
  if (after.length === 0) return [];
  return [new Map(statement).set("Principal", new Map(principal).set("RAM", after as Json[]))];
}

function isWhole(accountId: string, principal: Json | undefined): boolean {
  const parsed = typeof principal === "string" ? parsePrincipal(principal) : undefined;
  return parsed?.accountId === accountId && parsed.wholeAccount;
}

function written(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(written).join(",")}]`;
  if (!(value instanceof Map)) return JSON.stringify(value);
  return `{${[...value].map(([name, inner]) => `${JSON.stringify(name)}:${written(inner)}`).join(",")}}`;
}
