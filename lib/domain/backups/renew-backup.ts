import type { BackupModel, OrderModel } from "@/lib/generated/prisma/models";
import { record } from "../audit/record";
import type { OrderFormOf } from "../billing/order-parameters";
import type { Tx } from "../context";
import { DomainError } from "../errors";
import { nextPeriod } from "../instances/extend-instance";
import { assertChanged } from "../transaction";
import { assertBackupAllows, backupSubject } from "./load-backup";
import { orderedBackup } from "./ordered-backup";

/**
 * What a paid renewal does (BKP-110): another end; for an expired backup a period that begins now, with all its data, and a
 * full at once (BKP-111). Judged again now: refused once its 15 days are over, and where its days are not those of the
 * price. The payer holds the account's balance: two renewals add up.
 */
export async function renewBackup(tx: Tx, order: OrderModel, form: OrderFormOf<"backupRenewal">): Promise<string> {
  const backup = await orderedBackup(tx, order);
  assertBackupAllows("renew", backup);
  const { pk, bindingId, viewableDays, expiresAt, backupId } = backup;
  if (viewableDays !== form.viewableDays || expiresAt === null) throw new DomainError("OrderNotPayable");
  const { endsAt } = nextPeriod(expiresAt, tx.now(), form.months, tx.deployment.timeZone);
  const where = { pk, bindingId, viewableDays, expiresAt, leaving: false };
  const again = backup.state === "Expired" ? revived(backup) : {};
  assertChanged(await tx.db.backup.updateMany({ where, data: { expiresAt: endsAt, ...again } }));
  const detail = { orderId: order.orderId, months: form.months, endsAt: endsAt.toISOString() };
  await record(tx, "RenewBackup", backupSubject(backup), detail);
  return backupId;
}

/** Without a last tick the next run is due at once, and it is a full (backup-schedule-rules.ts). */
function revived({ bindingId }: BackupModel) {
  return bindingId === null ? { state: "Disabled" as const } : { state: "Enabled" as const, lastTickAt: null };
}
