import { z } from "zod";
import { accountOf, authorize, authorizeArn, Unread } from "../authorize";
import type { Ctx, Tx } from "../context";
import { DomainError } from "../errors";
import { rootArn, userArn } from "../policies/principal";

/** Whose AccessKeys: those of the RAM user named, else the caller's own. */
export const accessKeyOwnerSchema = z.object({ userName: z.string().min(1).max(64).optional() });

export interface AccessKeyOwner {
  pk: string;
  accountId: string;
  accountPk: string;
  arn: string;
}

const COLUMNS = { pk: true, accountId: true, accountPk: true, name: true, root: true } as const;

/**
 * Whose AccessKeys an operation is about. Without a name the caller's own, which a RAM user manages only as far as RAM
 * allows the action on its own ARN; for somebody at the command line, those of the root (ACC-01). No name is the root's:
 * nobody but the root reaches its AccessKeys, whatever their policies allow.
 * @throws DomainError UserNotFound, NoPermission, MissingParameter for a role, which has no AccessKeys of its own
 */
export async function accessKeyOwner(ctx: Ctx | Tx, action: string, userName?: string): Promise<AccessKeyOwner> {
  const accountId = accountOf(ctx);
  if (userName !== undefined) return ramUser(ctx, action, accountId, userName);
  const { actor } = ctx;
  if (actor.kind === "role" || actor.kind === "system") throw new DomainError("MissingParameter", { name: "userName" });
  const own = actor.kind === "person" || actor.kind === "accessKey" ? { pk: actor.personPk } : { root: true };
  const person = await ctx.db.person.findFirst({ where: { accountId, ...own }, select: COLUMNS });
  if (!person) throw new DomainError("AccountNotFound");
  const arn = person.root ? rootArn(accountId) : userArn(accountId, person.name);
  authorizeArn(ctx, action, arn);
  return { ...person, arn };
}

async function ramUser(ctx: Ctx | Tx, action: string, accountId: string, name: string): Promise<AccessKeyOwner> {
  const row = await ctx.db.person.findUnique({ where: { accountId_name: { accountId, name } }, select: COLUMNS });
  const arn = userArn(accountId, name);
  const user = authorize(ctx, action, new Unread(arn, "UserNotFound", row && !row.root ? row : null));
  return { ...user, arn };
}
