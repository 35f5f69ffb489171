import type { OrderModel } from "@/lib/generated/prisma/models";
import { record } from "../audit/record";
import type { OrderFormOf } from "../billing/order-parameters";
import type { Tx } from "../context";
import { DomainError } from "../errors";
import { assertBackupAllows, backupSubject } from "./load-backup";
import { orderedBackup } from "./ordered-backup";

/**
 * What a paid extension does (BKP-43): older days that were kept all the time come into view (BKP-32). Refused where the
 * backup or its period is not what the price was for: of two at once, the second is asked to order anew.
 */
export async function addBackupDays(tx: Tx, order: OrderModel, form: OrderFormOf<"backupExtension">): Promise<string> {
  const backup = await orderedBackup(tx, order);
  assertBackupAllows("extend", backup);
  const { pk, backupId, bindingId } = backup;
  const { from, viewableDays } = form;
  const where = { pk, bindingId, viewableDays: from, expiresAt: form.endsAt, leaving: false };
  const changed = await tx.db.backup.updateMany({ where, data: { viewableDays } });
  if (changed.count !== 1) throw new DomainError("OrderNotPayable");
  await record(tx, "ExtendBackup", backupSubject(backup), { orderId: order.orderId, from, viewableDays });
  return backupId;
}
