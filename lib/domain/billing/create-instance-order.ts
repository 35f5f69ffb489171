import { z } from "zod";
import { containerArn } from "../arn";
import { record } from "../audit/record";
import { accountOf, authorizeArn } from "../authorize";
import { DomainError } from "../errors";
import { newOrderId } from "../ids";
import { PAY_AS_YOU_GO, SPECIFICATION, SUBSCRIPTION_MONTHS, specificationFault } from "../instances/instance-rules";
import { regionOf } from "../instances/regions";
import { operation } from "../operation";
import { transaction } from "../transaction";
import { type Prices, quotePayAsYouGo, quoteSubscription } from "./instance-price-rules";
import { pricesOf } from "./list-prices";
import { type InstanceForm, storedOrderParameters } from "./order-parameters";
import { type OrderView, orderView } from "./order-view";

const clientToken = z.string().regex(/^[\x21-\x7e]{1,64}$/);
const common = { region: z.string(), instanceType: z.literal("SOFTWARE").default("SOFTWARE"), clientToken };

export const createInstanceOrderSchema = z.discriminatedUnion("chargeType", [
  z.object({
    ...common,
    chargeType: z.literal("PREPAY"),
    months: z.union(SUBSCRIPTION_MONTHS.map((months) => z.literal(months))),
    qps: z.number().int().default(SPECIFICATION.qps.initial),
    keyQuota: z.number().int().default(SPECIFICATION.keyQuota.initial),
    secretQuota: z.number().int().default(SPECIFICATION.secretQuota.initial),
    accessQuota: z.number().int().default(SPECIFICATION.accessQuota.initial),
    logStorageGb: z.number().int().default(SPECIFICATION.logStorageGb.initial),
  }),
  z.object({ ...common, chargeType: z.literal("POSTPAY") }),
]);

type CreateInstanceOrderInput = z.infer<typeof createInstanceOrderSchema>;

/**
 * Buy Now (BIL-01): the form becomes an order with the price of the moment; nothing is taken and nothing is made yet.
 * The same client token is the same order, also when it comes twice at once; with another form it is refused (BIL-03).
 * INS-05, INS-21, INS-23.
 */
export const createInstanceOrder = operation(
  "CreateInstanceOrder",
  { touches: "secrets", schema: createInstanceOrderSchema },
  (ctx, input): Promise<OrderView> =>
    transaction(ctx, async (tx) => {
      const accountId = accountOf(tx);
      const region = regionOf(input.region).id;
      authorizeArn(tx, "kms:CreateInstanceOrder", containerArn(region, accountId, "keystore"));
      const form = formOf(input);
      const quote = quoteOf(await pricesOf(tx), form);
      const parameters = storedOrderParameters({ form, quote });

      const pk = tx.newId();
      const order = {
        pk,
        orderId: newOrderId(),
        accountId,
        region,
        clientToken: input.clientToken,
        createdAt: tx.now(),
      };
      const what = { type: "NEW", product: "instance.software", chargeType: input.chargeType } as const;
      // Waits for the other of two at once, and then finds its row.
      await tx.db.order.createMany({
        data: [{ ...order, ...what, parameters, amountMicros: quote.dueMicros }],
        skipDuplicates: true,
      });
      const stored = await tx.db.order.findUniqueOrThrow({
        where: { accountId_clientToken: { accountId, clientToken: input.clientToken } },
      });
      const view = orderView(tx, stored);
      if (stored.pk !== pk) {
        assertSameForm(view, { region, chargeType: input.chargeType, form });
        return view;
      }
      await record(
        tx,
        "CreateInstanceOrder",
        { accountId, region, arn: stored.orderId },
        { orderId: stored.orderId, chargeType: stored.chargeType, amountMicros: stored.amountMicros.toString() },
      );
      return view;
    }),
);

function formOf(input: CreateInstanceOrderInput): InstanceForm {
  const { instanceType } = input;
  if (input.chargeType === "POSTPAY") return { instanceType, months: null, specification: PAY_AS_YOU_GO };
  const { qps, keyQuota, secretQuota, accessQuota, logStorageGb, months } = input;
  const specification = { qps, keyQuota, secretQuota, accessQuota, logStorageGb };
  const fault = specificationFault(specification);
  if (fault) throw new DomainError("InvalidInstanceSpecification", fault);
  return { instanceType, months, specification };
}

function quoteOf(prices: Prices, form: InstanceForm) {
  return form.months === null ? quotePayAsYouGo(prices) : quoteSubscription(prices, form.specification, form.months);
}

function assertSameForm(stored: OrderView, asked: { region: string; chargeType: string; form: InstanceForm }): void {
  const text = (of: { region: string; chargeType: string; form: InstanceForm }) => {
    const { qps, keyQuota, secretQuota, accessQuota, logStorageGb } = of.form.specification;
    return JSON.stringify([
      of.region,
      of.chargeType,
      of.form.instanceType,
      of.form.months,
      [qps, keyQuota, secretQuota, accessQuota, logStorageGb],
    ]);
  };
  if (text(stored) !== text(asked)) throw new DomainError("InvalidParameter", { name: "ClientToken" });
}
