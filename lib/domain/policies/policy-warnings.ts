import { KNOWN_ACTIONS } from "./known-actions";
import type { Statement } from "./statement";
import { fits } from "./wildcard";

export interface PolicyWarning {
  /** `Statement[0].Action[2]` */
  at: string;
  problem: "UnknownAction";
  action: string;
}

const KNOWN = KNOWN_ACTIONS.map((action) => action.toLowerCase());

/** What is accepted and has no effect: an action that no operation has (POL-04). In a Deny it is worse than useless. */
export function warningsOf(statements: readonly Statement[]): PolicyWarning[] {
  return statements.flatMap(({ actions }, statement) =>
    actions.flatMap((action, index): PolicyWarning[] =>
      KNOWN.some((known) => fits(action.toLowerCase(), known))
        ? []
        : [{ at: `Statement[${statement}].Action[${index}]`, problem: "UnknownAction", action }],
    ),
  );
}
