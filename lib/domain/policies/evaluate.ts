import { type Circumstances, conditionsHold } from "./conditions";
import { type NamedBy, namedBy } from "./principal";
import { namesOfAction } from "./provider-actions";
import type { Grant, Statement } from "./statement";
import { fits } from "./wildcard";

/** Who asks, with the RAM policies that speak for it. A root needs none (ACC-01). */
export interface Principal {
  accountId: string;
  /** In the forms of ACC-02: root, user/<name> or role/<name>. */
  arn: string;
  root: boolean;
  grants: readonly Grant[];
  /** What a temporary token is narrowed to; nobody may do more with it than this allows. */
  sessionPolicy?: readonly Statement[];
}

/** What is asked for. */
export interface AccessRequest {
  /** `kms:Decrypt` */
  action: string;
  /** ARN of the item or container; `*` where the action has none (ACC-05). */
  resource: string;
  /** Whose it is (POL-17). */
  ownerAccountId: string;
  /** Statements of its key or secret policy; null where it has none (POL-01). */
  resourcePolicy: readonly Statement[] | null;
  circumstances: Circumstances;
}

/** One statement that bore on a decision. */
export interface Deciding {
  source: "ram" | "resource" | "session";
  /** Name of the RAM policy and the way it is held; empty for the others. */
  policy: string;
  through: string;
  /** Place in its document, from 0. */
  index: number;
  statement: Statement;
}

export type Reason =
  | "Root" // ACC-01
  | "AllowedByRam"
  | "AllowedByPolicy" // a statement of the key or secret policy that names this identity
  | "AllowedByBoth" // POL-16
  | "ExplicitDeny"
  | "NothingAllows"
  | "PolicyMissing" // another account's, and its policy does not allow
  | "RamMissing" // another account's policy allows, the caller's own account does not (POL-14)
  | "SessionPolicy"; // the token is narrowed to less

export interface Decision {
  allowed: boolean;
  reason: Reason;
  /** What decided: every Deny that applies, else every Allow that does, even where they are not enough. */
  deciding: readonly Deciding[];
}

/**
 * May this principal do this? Pure, and the only place that says so. An explicit Deny always wins. In its own account
 * RAM or a policy that names the identity is enough (POL-15); a policy that names the whole account gives its users and
 * roles nothing by itself (POL-24). In another account's, policy and RAM must both allow (POL-16).
 */
export function evaluate(principal: Principal, request: AccessRequest): Decision {
  const ram = principal.root ? [] : applying(fromGrants(principal.grants), request);
  const resource = applying(fromResource(request.resourcePolicy ?? []), request).flatMap((one) => {
    const by = namedBy(one.statement.principals ?? [], principal);
    return by ? [Object.assign(one, { by })] : [];
  });
  const session = principal.sessionPolicy && applying(fromSession(principal.sessionPolicy), request);

  const denies = [...ram, ...resource, ...(session ?? [])].filter(isDeny);
  if (denies.length > 0) return { allowed: false, reason: "ExplicitDeny", deciding: denies };

  const decision =
    principal.accountId === request.ownerAccountId
      ? inOwnAccount(principal, ram, resource)
      : inOther(principal, ram, resource);
  if (!decision.allowed || !session) return decision;
  // Said last: what is granted nowhere is not the token's fault.
  if (session.length === 0) return { allowed: false, reason: "SessionPolicy", deciding: decision.deciding };
  return { ...decision, deciding: [...decision.deciding, ...session] };
}

/** POL-15, ACC-01 */
function inOwnAccount(principal: Principal, ram: Deciding[], resource: (Deciding & { by: NamedBy })[]): Decision {
  if (principal.root) return { allowed: true, reason: "Root", deciding: [] };
  const named = resource.filter(({ by }) => by === "identity");
  if (ram.length > 0) return { allowed: true, reason: "AllowedByRam", deciding: [...ram, ...named] };
  if (named.length > 0) return { allowed: true, reason: "AllowedByPolicy", deciding: named };
  return { allowed: false, reason: "NothingAllows", deciding: [] };
}

/** POL-16 */
function inOther(principal: Principal, ram: Deciding[], resource: Deciding[]): Decision {
  if (resource.length === 0) return { allowed: false, reason: "PolicyMissing", deciding: ram };
  if (!principal.root && ram.length === 0) return { allowed: false, reason: "RamMissing", deciding: resource };
  return { allowed: true, reason: "AllowedByBoth", deciding: [...resource, ...ram] };
}

/** Whether a policy lets anybody of the account do anything: else what it guards is not there for them (POL-25). */
export function knowsAccount(policy: readonly Statement[] | null, accountId: string): boolean {
  const anybody = { accountId, arn: `acs:ram::${accountId}:` };
  return (policy ?? []).some(
    ({ effect, principals = [] }) =>
      effect === "Allow" && namedBy(principals, anybody, { anyIdentity: true }) !== undefined,
  );
}

const isDeny = ({ statement }: Deciding) => statement.effect === "Deny";

function fromGrants(grants: readonly Grant[]): Deciding[] {
  return grants.flatMap(({ name, through, statements }) =>
    statements.map((statement, index): Deciding => ({ source: "ram", policy: name, through, index, statement })),
  );
}

function fromResource(statements: readonly Statement[]): Deciding[] {
  return statements.map((statement, index) => ({ source: "resource", policy: "", through: "", index, statement }));
}

function fromSession(statements: readonly Statement[]): Deciding[] {
  return statements.map((statement, index) => ({ source: "session", policy: "", through: "", index, statement }));
}

/** The statements about this action on this resource under these circumstances. Key and secret policies say `*`: theirs. */
function applying(all: Deciding[], { action, resource, circumstances }: AccessRequest): Deciding[] {
  const asked = namesOfAction(action);
  return all.filter(
    ({ statement }) =>
      statement.actions.some((pattern) => asked.some((name) => fits(pattern.toLowerCase(), name))) &&
      statement.resources.some((pattern) => fits(pattern, resource)) &&
      conditionsHold(statement.conditions, circumstances),
  );
}
