import type { BackupModel, OrderModel } from "@/lib/generated/prisma/models";
import type { Tx } from "../context";
import { DomainError } from "../errors";
import { standingBackup } from "./load-backup";

/** What an order renews or extends, as it stands now. Who may pay the order was judged when the order was loaded. */
export async function orderedBackup(tx: Tx, order: OrderModel): Promise<BackupModel> {
  const { resourceId, accountId, region } = order;
  const row = await tx.db.backup.findFirst({ where: { backupId: resourceId ?? "", accountId, region } });
  const backup = row && standingBackup(tx, row);
  if (!backup) throw new DomainError("BackupNotFound");
  return backup;
}
