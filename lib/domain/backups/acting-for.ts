import { z } from "zod";
import { grantsOfPerson, grantsOfRole } from "../accounts/load-grants";
import { actorName } from "../audit/record";
import { principalOf } from "../authorize";
import type { Ctx, Tx } from "../context";
import { evaluate, type Principal } from "../policies/evaluate";
import type { Statement } from "../policies/statement";

// Long work goes on after the person who began it has left. What that person may not any more is not done.

const begunBy = z.object({
  /** As events name it: an ARN (ACC-02), or the operator. */
  name: z.string(),
  accountId: z.string(),
  sourceIp: z.string().optional(),
  /** Of somebody who took on a role with less than all of it. */
  sessionPolicy: z.array(z.unknown()).optional(),
});
export type BegunBy = z.infer<typeof begunBy>;

/** Who begins it, as it is kept with the work. */
export function begunByCaller(ctx: Ctx | Tx, accountId: string): BegunBy {
  const { actor, sourceIp } = ctx;
  return {
    ...{ name: actorName(actor), accountId },
    ...(sourceIp && { sourceIp }),
    ...(actor.kind === "role" && actor.sessionPolicy && { sessionPolicy: [...actor.sessionPolicy] }),
  };
}

/** Begun work, as its row has it. */
interface Begun {
  startedBy: unknown;
  startedAt: Date | null;
}

/** Whether whoever began it still may: who is gone may nothing, and nor may another who has the name since. */
export async function mayStill(tx: Ctx | Tx, begun: Begun, action: string, resource: string): Promise<boolean> {
  const by = begunBy.parse(begun.startedBy);
  const principal = await principalNow(tx, by, begun.startedAt);
  if (!principal) return false;
  const circumstances = { now: tx.now(), tags: [], ...(by.sourceIp && { sourceIp: by.sourceIp }) };
  const request = { action, resource, ownerAccountId: by.accountId, resourcePolicy: null, circumstances };
  return evaluate(principal, request).allowed;
}

const ARN = /^acs:ram::([1-9]\d{15}):(?:(root)|(user|assumed-role)\/([^/]+))/;

async function principalNow(
  tx: Ctx | Tx,
  { name: arn, accountId, sessionPolicy }: BegunBy,
  startedAt: Date | null,
): Promise<Principal | null> {
  // Somebody at the machine itself acts as the account's root.
  if (arn.startsWith("operator:")) return principalOf({ kind: "operator", osUser: "", accountId }) ?? null;
  const [, account = "", root, sort, name = ""] = ARN.exec(arn) ?? [];
  if (root) return { accountId: account, arn, root: true, grants: [] };
  if (startedAt === null) return null;
  const where = { accountId_name: { accountId: account, name }, createdAt: { lte: startedAt } };
  if (sort === "user") {
    const person = await tx.db.person.findUnique({ where, select: { pk: true } });
    return person && { accountId: account, arn, root: false, grants: await grantsOfPerson(tx, person.pk) };
  }
  const role = sort ? await tx.db.ramRole.findUnique({ where, select: { pk: true } }) : null;
  if (!role) return null;
  const narrowed = sessionPolicy && { sessionPolicy: sessionPolicy as Statement[] }; // as the caller's own token had it
  return { accountId: account, arn, root: false, grants: await grantsOfRole(tx, role.pk), ...narrowed };
}
