import type { OrderModel } from "@/lib/generated/prisma/models";
import type { OrderFormOf } from "../billing/order-parameters";
import { endOfPeriod } from "../calendar";
import type { Tx } from "../context";
import { newBackupId } from "../ids";

/** The rows of bought backups: so many, Disabled, of one period that runs from this second on (BKP-72, INS-60). Their ids. */
export async function insertBackups(
  tx: Tx,
  { accountId, region }: OrderModel,
  { quantity, viewableDays, months }: OrderFormOf<"backup">,
): Promise<string[]> {
  const createdAt = tx.now();
  const expiresAt = endOfPeriod(createdAt, months, tx.deployment.timeZone);
  const rows = Array.from({ length: quantity }, () => ({
    pk: tx.newId(),
    backupId: newBackupId(),
    accountId,
    region,
    type: "Paid" as const,
    viewableDays,
    createdAt,
    expiresAt,
  }));
  await tx.db.backup.createMany({ data: rows });
  return rows.map(({ backupId }) => backupId);
}
