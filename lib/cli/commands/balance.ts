import { randomUuid } from "@/lib/crypto/random";
import { plainAmount, typedAmount } from "@/lib/domain/billing/amount-rules";
import { type AccountBalance, listAccountBalances } from "@/lib/domain/billing/list-account-balances";
import { topUpBalance } from "@/lib/domain/billing/top-up-balance";
import { DomainError } from "@/lib/domain/errors";
import { readOptions } from "../arguments";
import { type Call, withGateway } from "../gateway";
import { UsageError } from "../usage";

export async function balanceCommand([verb, ...args]: string[]): Promise<unknown> {
  if (verb === "top-up") return topUp(args);
  const { account } = readOptions(verb === undefined ? [] : [verb, ...args], { account: { type: "string" } });
  return withGateway(async (call) =>
    account === undefined ? (await all(call)).map(printed) : printed(await named(call, account)),
  );
}

/**
 * A second run is a second top-up, as whoever types it a second time means. Whoever cannot know whether the first was done
 * repeats it with its token, which therefore is said before anything is asked for.
 */
async function topUp(args: string[]) {
  const options = readOptions(args, {
    account: { type: "string", required: true },
    amount: { type: "string", required: true },
    note: { type: "string" },
    token: { type: "string" },
  });
  const amountMicros = amountOf(options.amount);
  const token = options.token ?? randomUuid();
  if (options.token === undefined) process.stderr.write(`--token ${token} makes a second run the same top-up.\n`);
  return withGateway(async (call) => {
    const { accountId, name } = await named(call, options.account);
    const given = { accountId, amountMicros, note: options.note ?? "", clientToken: token };
    return { ...printed({ name, ...(await call(topUpBalance, given)) }), token };
  });
}

/** `100`, `0.5` or `1000.00` */
export function amountOf(typed: string): bigint {
  const amount = typedAmount(typed);
  if (amount === undefined) throw new UsageError(`${typed} is no amount: 100.00, with at most two decimals.`);
  return amount;
}

const printed = ({ accountId, name, balanceMicros }: AccountBalance) => ({
  accountId,
  name,
  balance: plainAmount(balanceMicros),
});

/** The account of that name or UID, no other whose name only begins like it. */
export async function named(call: Call, account: string): Promise<AccountBalance> {
  const typed = account.trim().toLowerCase();
  const { rows } = await call(listAccountBalances, { account, page: { size: 1 } });
  const found = rows.find(({ accountId, name }) => accountId === typed || name === typed);
  if (!found) throw new DomainError("AccountNotFound");
  return found;
}

async function all(call: Call): Promise<AccountBalance[]> {
  const balances: AccountBalance[] = [];
  let after: string | undefined;
  do {
    const page = await call(listAccountBalances, { page: { size: 100, after } });
    balances.push(...page.rows);
    after = page.next ?? undefined;
  } while (after);
  return balances;
}
