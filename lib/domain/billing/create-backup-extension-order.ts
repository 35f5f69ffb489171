import { z } from "zod";
import { authorize } from "../authorize";
import { extensionFault } from "../backups/backup-purchase-rules";
import { assertBackupAllows, loadBackup } from "../backups/load-backup";
import { restOfPeriod } from "../calendar";
import { DomainError } from "../errors";
import { operation } from "../operation";
import { transaction } from "../transaction";
import { quoteMoreDays } from "./instance-price-rules";
import { pricesOf } from "./list-prices";
import type { OrderView } from "./order-view";
import { clientToken, placeOrder, repeatedOrder } from "./place-order";

const schema = z.object({
  region: z.string(),
  backupId: z.string(),
  /** After the extension, not in addition (BKP-82). */
  viewableDays: z.number(),
  clientToken,
});

/**
 * Buy Now of Extend Queryable Range (BKP-43, BKP-82): more days of a purchased backup, at the price of the days that come
 * to it for what is left of its period.
 * @throws DomainError BackupNotFound, BackupNotExtendable, BackupExpired, BackupNotEnabled, InvalidViewableDays,
 * DowngradeNotSupported
 */
export const createBackupExtensionOrder = operation(
  "CreateBackupExtensionOrder",
  { touches: "secrets", schema },
  (ctx, { region, backupId, viewableDays, clientToken: token }): Promise<OrderView> =>
    transaction(ctx, async (tx) => {
      const unread = await loadBackup(tx, { region, backupId });
      const backup = authorize(tx, "kms:CreateBackupExtensionOrder", unread);
      const { viewableDays: from, expiresAt } = backup;
      const rest = expiresAt
        ? restOfPeriod(tx.now(), expiresAt, tx.deployment.timeZone)
        : { months: 0, days: 0, daysOfMonth: 1 };
      const endsAt = expiresAt?.toISOString() ?? "";
      const form = { kind: "backupExtension", from, viewableDays, endsAt, rest } as const;
      const what = { region, type: "EXTEND", product: "plan.instance-backup", chargeType: "PREPAY" } as const;
      const asked = { ...what, form, resourceId: backupId };
      const repeated = await repeatedOrder(tx, token, asked);
      if (repeated) return repeated;
      assertBackupAllows("extend", backup); // BKP-142, BKP-145
      const fault = extensionFault(from, viewableDays);
      if (fault) throw new DomainError(fault);
      const quote = quoteMoreDays(await pricesOf(tx), viewableDays - from, rest);
      return placeOrder(tx, "CreateBackupExtensionOrder", token, asked, quote);
    }),
);
