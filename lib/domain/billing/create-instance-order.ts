import { z } from "zod";
import { containerArn } from "../arn";
import { accountOf, authorizeArn } from "../authorize";
import { DomainError } from "../errors";
import {
  AUTO_RENEWAL_MONTHS,
  DEPLOYMENT_MODES,
  deploymentModesOf,
  IMAGE_VERSIONS,
  PAY_AS_YOU_GO,
  QUANTITY,
  SITES,
  SPECIFICATION,
  SUBSCRIPTION_MONTHS,
  specificationFault,
} from "../instances/instance-rules";
import { type Region, regionOf } from "../instances/regions";
import { operation } from "../operation";
import { transaction } from "../transaction";
import { assertInstanceLimit } from "./instance-limit";
import { type Prices, quotePayAsYouGo, quoteSubscription } from "./instance-price-rules";
import { pricesOf } from "./list-prices";
import type { OrderFormOf } from "./order-parameters";
import type { OrderView } from "./order-view";
import { clientToken, placeOrder, repeatedOrder } from "./place-order";

const common = {
  region: z.string(),
  instanceType: z.literal("SOFTWARE").default("SOFTWARE"),
  /** For the operator alone: an instance that can be upgraded, to rehearse that (INS-44). */
  imageVersion: z.enum(IMAGE_VERSIONS).optional(),
  clientToken,
};

export const createInstanceOrderSchema = z.discriminatedUnion("chargeType", [
  z.object({
    ...common,
    chargeType: z.literal("PREPAY"),
    site: z.enum(SITES).optional(),
    /** The most that the region has, where none is named (INS-21). */
    deploymentMode: z.enum(DEPLOYMENT_MODES).optional(),
    quantity: z.number().int().min(QUANTITY.minimum).max(QUANTITY.maximum).optional(),
    months: z.union(SUBSCRIPTION_MONTHS.map((months) => z.literal(months))),
    /** "Auto-renewal on expiration" (INS-21): for how long each time (INS-24). */
    autoRenewalMonths: z.union(AUTO_RENEWAL_MONTHS.map((months) => z.literal(months))).optional(),
    qps: z.number().int().default(SPECIFICATION.qps.initial),
    keyQuota: z.number().int().default(SPECIFICATION.keyQuota.initial),
    secretQuota: z.number().int().default(SPECIFICATION.secretQuota.initial),
    accessQuota: z.number().int().default(SPECIFICATION.accessQuota.initial),
    logStorageGb: z.number().int().default(SPECIFICATION.logStorageGb.initial),
  }),
  z.object({ ...common, chargeType: z.literal("POSTPAY") }),
]);

type CreateInstanceOrderInput = z.infer<typeof createInstanceOrderSchema>;

/** Buy Now of the purchase form, for one or several instances (INS-05, INS-20..24, BIL-01). See place-order.ts. */
export const createInstanceOrder = operation(
  "CreateInstanceOrder",
  { touches: "secrets", schema: createInstanceOrderSchema },
  (ctx, input): Promise<OrderView> =>
    transaction(ctx, async (tx) => {
      const region = regionOf(tx, input.region);
      authorizeArn(tx, "kms:CreateInstanceOrder", containerArn(region.id, accountOf(tx), "keystore"));
      if (input.imageVersion && tx.actor.kind !== "operator") {
        throw new DomainError("InvalidParameter", { name: "ImageVersion" });
      }
      const form = formOf(input, region);
      const { chargeType } = input;
      const what = { region: region.id, type: "NEW", product: "instance.software", resourceId: null } as const;
      const asked = { ...what, chargeType, form };
      const repeated = await repeatedOrder(tx, input.clientToken, asked);
      if (repeated) return repeated;
      await assertInstanceLimit(tx, { accountId: accountOf(tx), region: region.id, chargeType }, form);
      return placeOrder(tx, "CreateInstanceOrder", input.clientToken, asked, quoteOf(await pricesOf(tx), form));
    }),
);

function formOf(input: CreateInstanceOrderInput, region: Region): OrderFormOf<"instance"> {
  const kind = "instance";
  const { instanceType, imageVersion = null } = input;
  if (input.chargeType === "POSTPAY") {
    const payAsYouGo = { months: null, deploymentMode: null, autoRenewalMonths: null, quantity: 1 } as const;
    return {
      kind,
      instanceType,
      imageVersion,
      ...payAsYouGo,
      site: "International",
      specification: { ...PAY_AS_YOU_GO },
    };
  }
  const { qps, keyQuota, secretQuota, accessQuota, logStorageGb, months } = input;
  const specification = { qps, keyQuota, secretQuota, accessQuota, logStorageGb };
  const fault = specificationFault(specification);
  if (fault) throw new DomainError("InvalidInstanceSpecification", fault);
  const modes = deploymentModesOf(region.zones);
  const deploymentMode = input.deploymentMode ?? modes.at(-1) ?? null;
  if (deploymentMode === null || !modes.includes(deploymentMode)) {
    throw new DomainError("InvalidParameter", { name: "DeploymentMode" });
  }
  const { site = "International", quantity = 1, autoRenewalMonths = null } = input;
  return { kind, instanceType, imageVersion, months, specification, site, deploymentMode, quantity, autoRenewalMonths };
}

function quoteOf(prices: Prices, { months, specification, quantity }: OrderFormOf<"instance">) {
  return months === null ? quotePayAsYouGo(prices) : quoteSubscription(prices, specification, months, quantity);
}
