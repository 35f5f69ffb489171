import { DomainError } from "../errors";

/** What can be wrong with a policy document. The message of InvalidPolicy says each of them in words. */
export const POLICY_PROBLEMS = [
  "NotJson",
  "TooDeep",
  "RepeatedMember", // JSON.parse would keep the last, and a Deny could vanish
  "UnknownMember",
  "NegatedMember", // NotAction, NotResource, NotPrincipal
  "Missing",
  "Empty",
  "NotObject",
  "NotList",
  "NotText",
  "NotAscii", // and with it every character that only looks like one
  "WrongVersion",
  "BadSid",
  "BadEffect",
  "PrincipalNotAllowed", // a RAM policy is about whom it is attached to
  "BadPrincipal",
  "BadAction",
  "ResourceNotAllowed", // a trust policy is about its role
  "BadResource",
  "UnknownOperator",
  "UnknownConditionKey",
  "OperatorNotForKey",
  "BadDate",
  "BadAddress",
  "BadNumber",
  "BadBoolean",
  "PrincipalElsewhere", // POL-18: administrators and users are of the creator's account
  "PrincipalAtHome", // cross-account users are not
  "RepeatedPrincipal",
] as const;

export type PolicyProblem = (typeof POLICY_PROBLEMS)[number];

/** `at`: where, as `Statement[2].Condition.StringEquals`; `Policy` for the whole; `3:14` (line:column) where it is no JSON. */
export function invalidPolicy(at: string, problem: PolicyProblem): DomainError {
  return new DomainError("InvalidPolicy", { at: at.slice(0, 200), problem });
}

/** A member's name as part of a place; what somebody typed appears there only as far as it is plain. */
export function placeOf(at: string, name: string): string {
  const plain = name.replace(/[^\x21-\x7e]/g, "?").slice(0, 64);
  return at === "Policy" ? plain : `${at}.${plain}`;
}
