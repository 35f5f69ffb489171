import { plainAmount } from "@/lib/domain/billing/amount-rules";
import { describePricing } from "@/lib/domain/billing/describe-pricing";
import { setFreeMode } from "@/lib/domain/billing/set-free-mode";
import { setPrice } from "@/lib/domain/billing/set-price";
import { readOptions } from "../arguments";
import { withGateway } from "../gateway";
import { USAGE, UsageError } from "../usage";
import { amountOf } from "./balance";

/** The price table; `prices set CODE AMOUNT` changes one from now on. */
export async function pricesCommand([verb, ...args]: string[]): Promise<unknown> {
  if (verb === "set") return set(args);
  readOptions(verb === undefined ? [] : [verb, ...args], {});
  return withGateway(async (call) => {
    const { free, freeSince, prices } = await call(describePricing, {});
    const table = prices.map(({ code, amountMicros, startsAt }) => ({
      code,
      amount: plainAmount(amountMicros),
      since: startsAt,
    }));
    return { freeMode: free ? { since: freeSince } : false, prices: table };
  });
}

async function set([code, amount, ...more]: string[]) {
  if (code === undefined || amount === undefined || more.length > 0) throw new UsageError(USAGE);
  const amountMicros = amountOf(amount);
  const price = await withGateway((call) => call(setPrice, { code, amountMicros }));
  return { code, amount: plainAmount(price.amountMicros), since: price.startsAt };
}

export async function freeModeCommand([state, ...more]: string[]): Promise<unknown> {
  if ((state !== "on" && state !== "off") || more.length > 0) throw new UsageError(USAGE);
  const { free, startsAt } = await withGateway((call) => call(setFreeMode, { free: state === "on" }));
  return { freeMode: free, since: startsAt };
}
