import { accountOf, authorizeArn } from "../authorize";
import type { Ctx, Tx } from "../context";
import { DomainError } from "../errors";
import { identityOf } from "./account-rules";

/**
 * Whose AccessKeys an operation is about: the caller's own; for somebody at the command line, those of the root of the
 * account that the command names (ACC-01).
 */
export async function accessKeyOwner(
  ctx: Ctx | Tx,
  action: string,
): Promise<{ pk: string; accountId: string; accountPk: string }> {
  const accountId = accountOf(ctx);
  authorizeArn(ctx, action, identityOf(accountId).arn);
  const { actor } = ctx;
  const who = actor.kind === "person" || actor.kind === "accessKey" ? { pk: actor.personPk } : { root: true };
  const person = await ctx.db.person.findFirst({
    where: { accountId, ...who },
    select: { pk: true, accountId: true, accountPk: true },
  });
  if (!person) throw new DomainError("AccountNotFound");
  return person;
}
