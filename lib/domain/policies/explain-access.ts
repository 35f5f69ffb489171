import { z } from "zod";
import { grantsOfPerson, grantsOfRole } from "../accounts/load-grants";
import { accountOf, authorize } from "../authorize";
import type { Ctx } from "../context";
import { DomainError } from "../errors";
import { judgedKey, loadKey } from "../keys/load-key";
import { operation } from "../operation";
import { loadSecret, secretArn } from "../secrets/load-secret";
import { type SharingWhy, sharingWhy } from "../sharing/explain-sharing";
import type { Circumstances } from "./conditions";
import type { AccessRequest, Principal } from "./evaluate";
import { type Explanation, explain } from "./explain";
import { parsePrincipal } from "./principal";
import { storedStatements } from "./stored-policy";

const schema = z.object({
  region: z.string(),
  resourceType: z.enum(["key", "secret"]),
  /** Id, alias, name or ARN. */
  resource: z.string().min(1),
  /** Who would ask: `acs:ram::<uid>:root`, `:user/<name>` or `:role/<name>` (ACC-02). */
  principal: z.string(),
  /** `kms:Decrypt` */
  action: z.string().regex(/^kms:[A-Za-z]{1,64}$/),
  /** From where; without one, as for who comes from no address. */
  sourceIp: z.union([z.ipv4(), z.ipv6()]).optional(),
});

export interface AccessExplanation extends Explanation {
  principal: string;
  action: string;
  /** ARN of the key or secret. */
  resource: string;
  /** What conditions were asked about. */
  circumstances: Circumstances;
  /** False for a user or role of another account: what RAM says there is not to be known here. */
  ramKnown: boolean;
  /** What the sharing of its instance has to do with a refusal (SHR-19). */
  sharing: SharingWhy | null;
}

/**
 * Who may do what, and why (P25): the decision of the evaluator itself for a principal of the caller's account, or of
 * another account on a resource of the caller's. It needs `kms:ExplainAccess` on the resource, of whoever asks and also
 * about himself, since the answer shows policies.
 */
export const explainAccess = operation(
  "ExplainAccess",
  { touches: "metadata", schema },
  async (ctx, input): Promise<AccessExplanation> => {
    const { ownerAccountId, instance, arn, policy, tags } = await resourceOf(ctx, input);
    const { principal, ramKnown } = await principalFor(ctx, input.principal, ownerAccountId);
    const circumstances: Circumstances = { now: ctx.now(), tags, ...(input.sourceIp && { sourceIp: input.sourceIp }) };
    const request: AccessRequest = {
      action: input.action,
      resource: arn,
      ownerAccountId,
      resourcePolicy: policy === null ? null : storedStatements(policy),
      circumstances,
    };
    const { action } = input;
    const explanation = explain(principal, request);
    const held = { accountId: ownerAccountId, instance };
    const sharing = explanation.allowed ? null : await sharingWhy(ctx, principal.accountId, held);
    return { ...explanation, principal: principal.arn, action, resource: arn, circumstances, ramKnown, sharing };
  },
);

async function resourceOf(ctx: Ctx, { region, resourceType, resource }: z.infer<typeof schema>) {
  if (resourceType === "key") {
    const key = authorize(ctx, "kms:ExplainAccess", await loadKey(ctx, { region, key: resource }));
    return { ownerAccountId: key.accountId, instance: key.instance, ...judgedKey(key) };
  }
  const secret = authorize(ctx, "kms:ExplainAccess", await loadSecret(ctx, { region, secret: resource }));
  const { accountId: ownerAccountId, instance, policy, tags } = secret;
  return { ownerAccountId, instance, arn: secretArn(secret), policy: policy?.document ?? null, tags };
}

/** An identity with its RAM policies; of another account only what stands in its name, for its policies are its own. */
async function principalFor(ctx: Ctx, arn: string, ownerAccountId: string) {
  const { accountId, identity } = parsePrincipal(arn) ?? {};
  // A whole account is nobody who could ask.
  if (accountId === undefined || identity === undefined || identity === "*") throw invalidPrincipal();
  const root = identity === "root";
  const principal: Principal = { accountId, arn, root, grants: [] };
  if (accountId === accountOf(ctx)) {
    return {
      principal: root ? principal : { ...principal, grants: await grantsOf(ctx, accountId, identity) },
      ramKnown: true,
    };
  }
  if (ownerAccountId !== accountOf(ctx)) throw invalidPrincipal();
  return { principal, ramKnown: root };
}

async function grantsOf(ctx: Ctx, accountId: string, identity: string) {
  const name = identity.slice(identity.indexOf("/") + 1);
  if (identity.startsWith("user/")) {
    const person = await ctx.db.person.findUnique({
      where: { accountId_name: { accountId, name } },
      select: { pk: true, root: true },
    });
    if (!person || person.root) throw new DomainError("UserNotFound");
    return grantsOfPerson(ctx, person.pk);
  }
  const role = await ctx.db.ramRole.findUnique({
    where: { accountId_name: { accountId, name } },
    select: { pk: true },
  });
  if (!role) throw new DomainError("RoleNotFound");
  return grantsOfRole(ctx, role.pk);
}

const invalidPrincipal = () => new DomainError("InvalidParameter", { name: "Principal" });
