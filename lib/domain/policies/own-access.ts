import type { Circumstances } from "./conditions";
import { evaluate, type Principal } from "./evaluate";
import type { Grant, Statement } from "./statement";

// What the caller may do with a key or secret by RAM alone, told in so few words that an editor of its policy can work
// out in the browser what saving would take from whoever saves it.

export interface OwnAccess {
  principal: Pick<Principal, "accountId" | "arn" | "root">;
  ownerAccountId: string;
  arn: string;
  /** Of each action: whether a RAM policy allows or denies it; null where none speaks of it. */
  ram: Record<string, "Allow" | "Deny" | null>;
  circumstances: Circumstances;
}

interface Held {
  arn: string;
  /** Whose it is (POL-17). */
  accountId: string;
  tags: Circumstances["tags"];
}

export function ownAccess(
  asking: Omit<Principal, "sessionPolicy">,
  { arn, accountId: ownerAccountId, tags }: Held,
  actions: readonly string[],
  caller: Pick<Circumstances, "now" | "sourceIp">,
): OwnAccess {
  const circumstances: Circumstances = { ...caller, tags };
  const ramOf = (action: string) => {
    const request = { action, resource: arn, ownerAccountId: asking.accountId, resourcePolicy: null, circumstances };
    const { allowed, reason } = evaluate({ ...asking, root: false }, request);
    return allowed ? "Allow" : reason === "ExplicitDeny" ? "Deny" : null;
  };
  const { accountId, arn: own, root } = asking;
  return {
    principal: { accountId, arn: own, root },
    ownerAccountId,
    arn,
    ram: Object.fromEntries(actions.map((action) => [action, ramOf(action)])),
    circumstances,
  };
}

/** The actions of `ownAccess` that are allowed while the key or secret has this policy. */
export function allowedUnder(
  { principal, ownerAccountId, arn, ram, circumstances }: OwnAccess,
  resourcePolicy: readonly Statement[],
): string[] {
  return Object.keys(ram).filter((action) => {
    const effect = ram[action];
    const grants = effect ? [grantOf(effect)] : [];
    return evaluate({ ...principal, grants }, { action, resource: arn, ownerAccountId, resourcePolicy, circumstances })
      .allowed;
  });
}

function grantOf(effect: "Allow" | "Deny"): Grant {
  const statement: Statement = { sid: "", effect, actions: ["*"], resources: ["*"], conditions: [] };
  return { name: "", type: "Custom", through: "", statements: [statement] };
}
