import { z } from "zod";
import { normalAccountName } from "../accounts/account-rules";
import { assertOperator } from "../accounts/acting-person";
import { likeText } from "../like";
import { operation } from "../operation";
import { type Page, pageSchema } from "../page";
import { customerBook } from "./ledger";
import { asMicros, type Micros } from "./money";

export interface AccountBalance {
  accountId: string;
  name: string;
  balanceMicros: Micros;
}

const schema = z.object({
  /** An account's name or UID, or the beginning of its name. */
  account: z.string().max(64).optional(),
  page: pageSchema.prefault({}),
});

/** What each account of the deployment can spend, for its operator, by name. */
export const listAccountBalances = operation(
  "ListAccountBalances",
  { touches: "metadata", schema },
  async (ctx, { account, page }): Promise<Page<AccountBalance>> => {
    assertOperator(ctx, "kms:ListAccountBalances");
    const typed = account === undefined ? undefined : normalAccountName(account);
    const where = typed ? { OR: [{ accountId: typed }, { name: { startsWith: likeText(typed) } }] } : {};
    const { size, number = 1, after } = page;
    const [total, found] = await Promise.all([
      ctx.db.account.count({ where }),
      ctx.db.account.findMany({
        where: { AND: [where, after === undefined ? {} : { name: { gt: after } }] },
        select: { accountId: true, name: true },
        orderBy: { name: "asc" },
        take: size + 1,
        skip: after === undefined ? (number - 1) * size : 0,
      }),
    ]);
    const shown = found.slice(0, size);
    const sums = await ctx.db.ledgerEntry.groupBy({
      by: ["book"],
      where: { book: { in: shown.map(({ accountId }) => customerBook(accountId)) } },
      _sum: { amountMicros: true },
    });
    const balances = new Map(sums.map(({ book, _sum }) => [book, _sum.amountMicros ?? 0n]));
    const rows = shown.map(({ accountId, name }) => ({
      accountId,
      name,
      balanceMicros: asMicros(balances.get(customerBook(accountId)) ?? 0n),
    }));
    return { rows, total, next: found.length > size ? (shown.at(-1)?.name ?? null) : null };
  },
);
