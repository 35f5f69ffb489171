import { raiseRenewalFailed } from "../alerts/renewal-alerts";
import { record } from "../audit/record";
import { quoteRenewal } from "../billing/instance-price-rules";
import { lockBalance } from "../billing/ledger";
import { pricesOf } from "../billing/list-prices";
import { storedOrderParameters } from "../billing/order-parameters";
import { settleOrder } from "../billing/pay-order";
import { usualPayment } from "../billing/payment";
import { payableUntil } from "../billing/place-order";
import { businessDayOf, dayAsDate } from "../calendar";
import type { Ctx, Tx } from "../context";
import { newOrderId } from "../ids";
import { transaction } from "../transaction";
import { autoRenewalDue, RENEWAL_AHEAD_MS } from "./auto-renewal-rules";
import { changeInstance, recordedInstance } from "./change-instance";
import { asInstance, type Instance } from "./load-instance";
import { latestDueEnd } from "./release-date";
import { specificationOf } from "./specification";

const AT_ONCE = 500;

/**
 * Subscriptions that have to renew themselves now (INS-25), those that end first before the others. Page by page: what has
 * expired and was tried on its last day waits for its release, and hides nobody who comes after it.
 */
export async function findAutoRenewals(ctx: Ctx, atOnce = AT_ONCE): Promise<{ pk: string }[]> {
  const now = ctx.now();
  const due: { pk: string }[] = [];
  for (let last: string | undefined, more = true; more && due.length < atOnce; ) {
    const rows = await ctx.db.instance.findMany({
      where: {
        renewalStatus: "AutoRenewal",
        saleStatus: "Normal",
        endsAt: { gt: latestDueEnd(now), lte: new Date(now.getTime() + RENEWAL_AHEAD_MS) },
        OR: [{ renewalTriedOn: null }, { renewalTriedOn: { lt: dayAsDate(today(ctx)) } }],
      },
      select: { pk: true, endsAt: true, renewalTriedOn: true },
      orderBy: [{ endsAt: "asc" }, { pk: "asc" }],
      take: atOnce,
      ...(last !== undefined && { cursor: { pk: last }, skip: 1 }),
    });
    due.push(...rows.filter((row) => autoRenewalDue(row, now, ctx.deployment.timeZone)));
    last = rows.at(-1)?.pk;
    more = rows.length === atOnce;
  }
  return due.slice(0, atOnce);
}

/**
 * Renews a subscription that renews itself, from the balance, at the price of the moment; where that does not suffice, an
 * alert says so and it is tried again the next day (INS-25, INS-68). Order, money and the new end are one transaction, and
 * what is due is judged inside it: of two workers one does it. Returns whether it renewed.
 */
export async function renewAutomatically(ctx: Ctx, instancePk: string): Promise<boolean> {
  return transaction(ctx, async (tx) => {
    const before = await tx.db.instance.findUniqueOrThrow({ where: { pk: instancePk } });
    await lockBalance(tx, before.ownerAccountId);
    const instance = asInstance(await tx.db.instance.findUniqueOrThrow({ where: { pk: instancePk } }));
    const { autoRenewalMonths: months } = instance;
    if (months === null || instance.saleStatus !== "Normal") return false;
    if (!autoRenewalDue(instance, tx.now(), tx.deployment.timeZone)) return false;
    const specification = specificationOf(instance);
    const quote = quoteRenewal(await pricesOf(tx), specification, months);
    if (!(await usualPayment.canPay(tx, instance.ownerAccountId, quote.dueMicros))) {
      await tellRefused(tx, instance, quote.dueMicros);
      return false;
    }
    const form = { kind: "renewal", months, specification, automatic: true } as const;
    const order = await tx.db.order.create({
      data: {
        pk: tx.newId(),
        orderId: newOrderId(),
        accountId: instance.ownerAccountId,
        region: instance.region,
        type: "RENEW",
        product: "instance.software",
        parameters: storedOrderParameters({ form, quote }),
        chargeType: "PREPAY",
        amountMicros: quote.dueMicros,
        clientToken: `renewal ${tx.newId()}`, // with a space, which no caller's has
        createdAt: tx.now(),
        payableUntil: payableUntil(tx.now()),
        resourceId: instance.instanceId,
        resourceIds: [instance.instanceId],
      },
    });
    await settleOrder(tx, order);
    return true;
  });
}

async function tellRefused(tx: Tx, instance: Instance, amountMicros: bigint): Promise<void> {
  await changeInstance(tx, instance, { renewalTriedOn: dayAsDate(today(tx)) });
  const subject = recordedInstance(instance);
  const detail = { reason: "InsufficientBalance", amountMicros: amountMicros.toString() };
  await record(tx, "RefuseInstanceRenewal", subject, detail);
  const { instanceId, endsAt } = instance;
  await raiseRenewalFailed(tx, subject, {
    instanceId,
    endsAt: endsAt?.toISOString() ?? "",
    amountMicros: amountMicros.toString(),
  });
}

const today = (ctx: Ctx | Tx) => businessDayOf(ctx.now(), ctx.deployment.timeZone);
