import { DomainError } from "../errors";
import { checkPolicy, type PolicyKind } from "../policies/check-policy";
import { type PolicyWarning, warningsOf } from "../policies/policy-warnings";

export interface DocumentVerdict {
  /** Why it would be refused: the code and values of its message. */
  refusal?: { code: DomainError["code"]; params: DomainError["params"] };
  warnings: readonly PolicyWarning[];
}

/** What the operation would say to a document, for an editor that says it while one types. */
export function judgeDocument(kind: PolicyKind, text: string): DocumentVerdict {
  try {
    return { warnings: warningsOf(checkPolicy(kind, text)) };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { refusal: { code: error.code, params: error.params }, warnings: [] };
  }
}

/** The line that a place of a refusal names, where it names one: `3:14`. */
export function lineOf(at: unknown): number | undefined {
  const [, line] = /^(\d+):\d+$/.exec(String(at)) ?? [];
  return line === undefined ? undefined : Number(line);
}

interface Trust {
  Version: string;
  Statement: { Effect: string; Principal: { RAM: string[] }; Action: string }[];
}

/** The trust policy that the form makes: these may take the role on. */
export function trustDocument(principals: readonly string[]): string {
  const statement = { Effect: "Allow", Principal: { RAM: [...principals] }, Action: "sts:AssumeRole" };
  return JSON.stringify({ Version: "1", Statement: [statement] } satisfies Trust, null, 2);
}

/** The list behind such a document; undefined for one that says more than a list can. */
export function trustedPrincipals(document: string): string[] | undefined {
  try {
    const [statement, ...others] = checkPolicy("trust", document);
    const isPlain = statement?.effect === "Allow" && statement.conditions.length === 0 && statement.sid === "";
    return isPlain && others.length === 0 ? [...(statement.principals ?? [])] : undefined;
  } catch {
    return undefined;
  }
}
