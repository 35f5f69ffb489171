import type { Ctx, Tx } from "../context";

/** Who and what is in a directory: members in the order in which they joined, folders in the order of their making. */
export async function readPlaces(ctx: Ctx | Tx, directoryPk: string) {
  const where = { directoryPk };
  const members = await ctx.db.directoryMember.findMany({
    where,
    orderBy: [{ joinedAt: "asc" }, { accountId: "asc" }],
  });
  const folders = await ctx.db.directoryFolder.findMany({ where, orderBy: [{ createdAt: "asc" }, { pk: "asc" }] });
  return { members, folders };
}

/** Names by account ID; an account that is gone keeps its ID. */
export async function namesOf(ctx: Ctx | Tx, accountIds: readonly string[]): Promise<(accountId: string) => string> {
  const where = { accountId: { in: [...new Set(accountIds)] } };
  const rows = await ctx.db.account.findMany({ where, select: { accountId: true, name: true } });
  const names = new Map(rows.map(({ accountId, name }) => [accountId, name]));
  return (accountId) => names.get(accountId) ?? accountId;
}
