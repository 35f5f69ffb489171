import type { Ctx, Tx } from "../../context";
import { DomainError } from "../../errors";
import type { Directory } from "./load-directory";

/** @throws DomainError DirectoryMemberNotFound */
export async function memberOf(ctx: Ctx | Tx, directory: Pick<Directory, "pk">, accountId: string) {
  const where = { accountId, directoryPk: directory.pk };
  const member = await ctx.db.directoryMember.findFirst({ where, include: { folder: true } });
  if (!member) throw new DomainError("DirectoryMemberNotFound");
  return member;
}
