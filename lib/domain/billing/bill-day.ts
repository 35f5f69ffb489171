import {
  forgetPastKeys,
  forgetPastKeysOfReleased,
  holdInstance,
  instancesToBill,
  keysHeldAt,
} from "@/lib/db/daily-bills.sql";
import { record } from "../audit/record";
import { businessDayOf, dayAsDate } from "../calendar";
import type { Ctx } from "../context";
import { newBillId } from "../ids";
import { transaction } from "../transaction";
import { nextDayToBill } from "./bill-rules";
import { quoteDay } from "./instance-price-rules";
import { customerBook, post } from "./ledger";
import { pricesOf } from "./list-prices";
import { storedLines } from "./order-parameters";

const AT_ONCE = 200;

/** Instances with days to be charged, page by page: one that cannot be charged hides nobody who comes after it. */
export async function* findInstancesToBill(ctx: Ctx): AsyncGenerator<string> {
  const { timeZone } = ctx.deployment;
  for (let last: string | undefined, more = true; more; ) {
    const today = businessDayOf(ctx.now(), timeZone);
    const pks = await instancesToBill(ctx.db, { today, timeZone, last, limit: AT_ONCE });
    yield* pks;
    last = pks.at(-1);
    more = pks.length === AT_ONCE;
  }
}

/** What no bill is to come for any more: of instances whose release went on after their last day was charged. */
export const forgetReleased = (ctx: Ctx): Promise<number> => forgetPastKeysOfReleased(ctx.db, ctx.deployment.timeZone);

/**
 * Charges the next day of a pay-as-you-go instance (BIL-04, INS-66), if one is due: bill, money and the day to which it is
 * charged are one transaction. A worker that was away makes up for each day, at the prices and with the keys of that day.
 * The balance may fall below zero (billing-conditions.ts). Returns whether it charged.
 */
export async function billNextDay(ctx: Ctx, instancePk: string): Promise<boolean> {
  return transaction(ctx, async (tx) => {
    await holdInstance(tx.db, instancePk);
    const instance = await tx.db.instance.findUniqueOrThrow({ where: { pk: instancePk } });
    const due = instance.chargeType === "POSTPAY" ? nextDayToBill(instance, tx.now(), tx.deployment.timeZone) : null;
    if (!due) return false;
    const { instanceId, region, ownerAccountId: accountId } = instance;
    const prices = await pricesOf(tx, due.pricedAt);
    const { lines, dueMicros } = quoteDay(prices, await keysHeldAt(tx.db, instancePk, due.countedAt));
    const [billPk, billId, businessDay] = [tx.newId(), newBillId(), dayAsDate(due.day)];
    const bill = { pk: billPk, billId, accountId, instancePk, region, businessDay, issuedAt: tx.now() };
    await tx.db.dailyBill.create({ data: { ...bill, lines: storedLines(lines), amountMicros: dueMicros } });
    if (dueMicros > 0n) {
      const money = [
        { book: customerBook(accountId), amountMicros: -dueMicros },
        { book: "revenue", amountMicros: dueMicros },
      ];
      await post(tx, { accountId, kind: "DailyBill", billPk, lines: money });
    }
    await tx.db.instance.update({ where: { pk: instancePk }, data: { billedThrough: businessDay } });
    // A release that is still under way may be refused, and days come due again that count who went meanwhile.
    const none = due.isLast && instance.releasedAt !== null;
    await forgetPastKeys(tx.db, instancePk, none ? "all" : due.countedAt);
    const detail = { billId, instanceId, day: due.day, amountMicros: dueMicros.toString() };
    await record(tx, "IssueDailyBill", { accountId, region, arn: billId }, detail);
    return true;
  });
}
