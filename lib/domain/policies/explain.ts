import { type AccessRequest, type Deciding, type Decision, evaluate, type Principal, type Reason } from "./evaluate";
import type { Statement } from "./statement";

/** One statement that bore on a decision, for somebody to read and find again. */
export interface DecidingView {
  source: Deciding["source"];
  /** Name of the RAM policy; empty for the policy of the resource and of a token. */
  policy: string;
  /** `user`, `role`, `group:<name>`; empty for the others. */
  through: string;
  /** Place in its document, from 0. */
  index: number;
  sid: string;
  effect: Statement["effect"];
  /** The statement as a document writes it. */
  json: string;
}

/** One thing that would have to change, and the account whose administrators can change it. */
export interface Missing {
  what: "AllowByRam" | "AllowByPolicy" | "RemoveDeny" | "WiderSessionPolicy";
  accountId: string;
}

export interface Explanation {
  allowed: boolean;
  reason: Reason;
  deciding: DecidingView[];
  /** What is missing for it to be allowed; empty where it is. */
  missing: Missing[];
  /** Whether one of `missing` is enough, or all are needed. */
  enough: "one" | "all";
}

/** What `evaluate` says, with the statements that decided and what would have to change. It decides nothing itself. */
export function explain(principal: Principal, request: AccessRequest): Explanation {
  const decision = evaluate(principal, request);
  const { allowed, reason, deciding } = decision;
  const enough = reason === "NothingAllows" ? "one" : "all";
  return { allowed, reason, deciding: deciding.map(asView), missing: missingOf(principal, request, decision), enough };
}

function missingOf(principal: Principal, request: AccessRequest, { reason, deciding }: Decision): Missing[] {
  const byRam: Missing = { what: "AllowByRam", accountId: principal.accountId };
  const byPolicy: Missing = { what: "AllowByPolicy", accountId: request.ownerAccountId };
  switch (reason) {
    case "Root":
    case "AllowedByRam":
    case "AllowedByPolicy":
    case "AllowedByBoth":
      return [];
    case "NothingAllows":
      // A resource outside instances has no policy that could allow (POL-01).
      return request.resourcePolicy === null ? [byRam] : [byRam, byPolicy];
    case "PolicyMissing":
      return principal.root || deciding.some(({ source }) => source === "ram") ? [byPolicy] : [byPolicy, byRam];
    case "RamMissing":
      return [byRam];
    case "SessionPolicy":
      return [{ what: "WiderSessionPolicy", accountId: principal.accountId }];
    case "ExplicitDeny": {
      const inResource = deciding.some(({ source }) => source === "resource");
      const inOwn = deciding.some(({ source }) => source !== "resource");
      const accounts = [...(inResource ? [request.ownerAccountId] : []), ...(inOwn ? [principal.accountId] : [])];
      return [...new Set(accounts)].map((accountId) => ({ what: "RemoveDeny", accountId }));
    }
  }
}

function asView({ source, policy, through, index, statement }: Deciding): DecidingView {
  const { sid, effect } = statement;
  return { source, policy, through, index, sid, effect, json: writeStatement(statement) };
}

/** A statement as a document writes it; what a trust or key policy and a RAM policy leave out stays out. */
export function writeStatement({ sid, effect, principals, actions, resources, conditions }: Statement): string {
  const Condition: Record<string, Record<string, readonly string[]>> = {};
  for (const { operator, key, values } of conditions) Condition[operator] = { ...Condition[operator], [key]: values };
  return JSON.stringify({
    ...(sid !== "" && { Sid: sid }),
    Effect: effect,
    ...(principals && { Principal: { RAM: principals } }),
    Action: actions,
    Resource: resources,
    ...(conditions.length > 0 && { Condition }),
  });
}
