import { z } from "zod";
import { containerArn } from "../arn";
import { accountOf, authorizeArn } from "../authorize";
import { isBackupQuantity, isViewableDays } from "../backups/backup-purchase-rules";
import { DomainError } from "../errors";
import { SUBSCRIPTION_MONTHS } from "../instances/instance-rules";
import { regionOf } from "../instances/regions";
import { operation } from "../operation";
import { transaction } from "../transaction";
import { quoteBackups } from "./instance-price-rules";
import { pricesOf } from "./list-prices";
import type { OrderView } from "./order-view";
import { clientToken, placeOrder, repeatedOrder } from "./place-order";

const schema = z.object({
  region: z.string(),
  viewableDays: z.number(),
  quantity: z.number(),
  months: z.union(SUBSCRIPTION_MONTHS.map((months) => z.literal(months))),
  clientToken,
});

/**
 * Buy Now of Create Backup (BKP-70, BKP-72): so many backups, each for the data of one instance of the region.
 * @throws DomainError InvalidViewableDays, InvalidPurchaseQuantity
 */
export const createBackupOrder = operation(
  "CreateBackupOrder",
  { touches: "secrets", schema },
  (ctx, { region: asked, viewableDays, quantity, months, clientToken: token }): Promise<OrderView> =>
    transaction(ctx, async (tx) => {
      const region = regionOf(tx, asked).id;
      authorizeArn(tx, "kms:CreateBackupOrder", containerArn(region, accountOf(tx), "backup"));
      if (!isViewableDays(viewableDays)) throw new DomainError("InvalidViewableDays"); // BKP-140
      if (!isBackupQuantity(quantity)) throw new DomainError("InvalidPurchaseQuantity"); // BKP-170
      const form = { kind: "backup", viewableDays, quantity, months } as const;
      const what = { region, type: "NEW", product: "plan.instance-backup", chargeType: "PREPAY" } as const;
      const order = { ...what, form, resourceId: null };
      const repeated = await repeatedOrder(tx, token, order);
      if (repeated) return repeated;
      const quote = quoteBackups(await pricesOf(tx), viewableDays, months, quantity);
      return placeOrder(tx, "CreateBackupOrder", token, order, quote);
    }),
);
