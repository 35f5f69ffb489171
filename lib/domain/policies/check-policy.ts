import { DomainError } from "../errors";
import { checkConditions } from "./check-conditions";
import { invalidPolicy, type PolicyProblem, placeOf } from "./policy-problems";
import { asObject, asText, asTexts } from "./policy-shapes";
import { parsePrincipal } from "./principal";
import type { Statement } from "./statement";
import { type Json, parseStrictJson } from "./strict-json";

/** RAM policies speak for whom they are attached to; resource policies lie with a key or secret; trust policies with a role. */
export type PolicyKind = "ram" | "resource" | "trust";

export const POLICY_BYTES_MAX = { ram: 6144, resource: 32_768, trust: 6144 } as const satisfies Record<
  PolicyKind,
  number
>;

const DOCUMENT = ["Version", "Statement"];
const MEMBERS: Record<PolicyKind, readonly string[]> = {
  ram: ["Sid", "Effect", "Action", "Resource", "Condition"],
  resource: ["Sid", "Effect", "Principal", "Action", "Resource", "Condition"],
  trust: ["Sid", "Effect", "Principal", "Action", "Condition"],
};
const NOT_ALLOWED: Readonly<Record<string, PolicyProblem>> = {
  Principal: "PrincipalNotAllowed",
  Resource: "ResourceNotAllowed",
  NotAction: "NegatedMember",
  NotResource: "NegatedMember",
  NotPrincipal: "NegatedMember",
};
/** POL-03; with the space that the Sid of the default policies has (POL-05). */
const SID = /^[A-Za-z0-9_/+=.@ -]{0,128}$/;
const ACTION: Record<PolicyKind, RegExp> = {
  ram: /^(?:\*|(?:kms|ram|sts):[A-Za-z0-9*?]{1,128})$/,
  resource: /^kms:[A-Za-z0-9*?]{1,128}$/,
  trust: /^sts:AssumeRole$/,
};
/** All five parts of an ARN, so that none is written that could never fit; those of RAM and STS have no region. */
const RESOURCE = /^(?:\*|acs:(?:kms:[a-z0-9*?-]+|(?:ram|sts|\*):[a-z0-9*?-]*):[0-9*?]+:[A-Za-z0-9_/+=.@*?-]+)$/;

/**
 * Reads what a person or a program sends as a policy (POL-03, ACC-02, ACC-08), and refuses whatever it does not
 * understand to the last member: a policy that is read otherwise than it was meant grants what nobody wanted.
 * A text may stand for a list of one. @throws DomainError PolicyTooLong, InvalidPolicy
 */
export function checkPolicy(kind: PolicyKind, text: string): Statement[] {
  const limitBytes = POLICY_BYTES_MAX[kind];
  if (new TextEncoder().encode(text).length > limitBytes) throw new DomainError("PolicyTooLong", { limitBytes });
  const document = asObject(parseStrictJson(text), "Policy");
  assertMembers(document, DOCUMENT, "Policy");
  if (document.get("Version") !== "1") throw invalidPolicy("Version", "WrongVersion");
  const statements = required(document, "Statement", "Policy");
  if (!Array.isArray(statements)) throw invalidPolicy("Statement", "NotList");
  if (statements.length === 0) throw invalidPolicy("Statement", "Empty");
  return statements.map((statement, index) => checkStatement(kind, statement, `Statement[${index}]`));
}

function checkStatement(kind: PolicyKind, value: Json, at: string): Statement {
  const statement = asObject(value, at);
  assertMembers(statement, MEMBERS[kind], at);
  const sid = statement.has("Sid") ? asText(statement.get("Sid"), `${at}.Sid`) : "";
  if (!SID.test(sid)) throw invalidPolicy(`${at}.Sid`, "BadSid");
  const effect = required(statement, "Effect", at);
  if (effect !== "Allow" && effect !== "Deny") throw invalidPolicy(`${at}.Effect`, "BadEffect");
  return {
    sid,
    effect,
    ...(kind !== "ram" && { principals: checkPrincipals(required(statement, "Principal", at), `${at}.Principal`) }),
    actions: checkTexts(required(statement, "Action", at), `${at}.Action`, "BadAction", (one) =>
      ACTION[kind].test(one),
    ),
    resources: kind === "trust" ? ["*"] : checkResources(kind, required(statement, "Resource", at), `${at}.Resource`),
    conditions: statement.has("Condition") ? checkConditions(statement.get("Condition"), `${at}.Condition`) : [],
  };
}

function checkPrincipals(value: Json, at: string): string[] {
  const principal = asObject(value, at);
  assertMembers(principal, ["RAM"], at);
  const isPrincipal = (one: string) => parsePrincipal(one) !== undefined;
  return checkTexts(required(principal, "RAM", at), `${at}.RAM`, "BadPrincipal", isPrincipal);
}

function checkResources(kind: PolicyKind, value: Json, at: string): string[] {
  const resources = checkTexts(value, at, "BadResource", (one) => (kind === "ram" ? RESOURCE.test(one) : one === "*"));
  // POL-03: exactly this key or secret.
  if (kind === "resource" && resources.length > 1) throw invalidPolicy(at, "BadResource");
  return resources;
}

function checkTexts(value: Json, at: string, problem: PolicyProblem, isGood: (text: string) => boolean): string[] {
  return asTexts(value, at).map((text, index) => {
    if (!isGood(text)) throw invalidPolicy(Array.isArray(value) ? `${at}[${index}]` : at, problem);
    return text;
  });
}

function assertMembers(value: ReadonlyMap<string, Json>, known: readonly string[], at: string): void {
  for (const name of value.keys()) {
    if (known.includes(name)) continue;
    const reserved = Object.hasOwn(NOT_ALLOWED, name) && at !== "Policy" ? NOT_ALLOWED[name] : undefined;
    throw invalidPolicy(placeOf(at, name), reserved ?? "UnknownMember");
  }
}

function required(value: ReadonlyMap<string, Json>, name: string, at: string): Json {
  const member = value.get(name);
  if (member === undefined) throw invalidPolicy(placeOf(at, name), "Missing");
  return member;
}
