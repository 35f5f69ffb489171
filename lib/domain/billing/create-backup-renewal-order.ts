import { z } from "zod";
import { authorize } from "../authorize";
import { assertBackupAllows, loadBackup } from "../backups/load-backup";
import { RENEWAL_MONTHS } from "../instances/instance-rules";
import { operation } from "../operation";
import { transaction } from "../transaction";
import { quoteBackups } from "./instance-price-rules";
import { pricesOf } from "./list-prices";
import type { OrderView } from "./order-view";
import { clientToken, placeOrder, repeatedOrder } from "./place-order";

const schema = z.object({
  region: z.string(),
  backupId: z.string(),
  months: z.union(RENEWAL_MONTHS.map((months) => z.literal(months))),
  clientToken,
});

/**
 * Buy Now of the Renew page of a purchased backup (BKP-110), also in the 15 days after its expiry (BKP-52, BKP-111).
 * @throws DomainError BackupNotFound, BackupNotRenewable
 */
export const createBackupRenewalOrder = operation(
  "CreateBackupRenewalOrder",
  { touches: "secrets", schema },
  (ctx, { region, backupId, months, clientToken: token }): Promise<OrderView> =>
    transaction(ctx, async (tx) => {
      const unread = await loadBackup(tx, { region, backupId });
      const backup = authorize(tx, "kms:CreateBackupRenewalOrder", unread);
      const { viewableDays } = backup;
      const form = { kind: "backupRenewal", viewableDays, months } as const;
      const what = { region, type: "RENEW", product: "plan.instance-backup", chargeType: "PREPAY" } as const;
      const asked = { ...what, form, resourceId: backupId };
      const repeated = await repeatedOrder(tx, token, asked);
      if (repeated) return repeated;
      assertBackupAllows("renew", backup); // BKP-143
      const quote = quoteBackups(await pricesOf(tx), viewableDays, months);
      return placeOrder(tx, "CreateBackupRenewalOrder", token, asked, quote);
    }),
);
