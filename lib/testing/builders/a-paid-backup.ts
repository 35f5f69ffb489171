import { randomUuid } from "@/lib/crypto/random";
import { createBackupOrder } from "@/lib/domain/billing/create-backup-order";
import type { OrderView } from "@/lib/domain/billing/order-view";
import { payOrder } from "@/lib/domain/billing/pay-order";
import type { Ctx } from "@/lib/domain/context";
import type { BackupModel } from "@/lib/generated/prisma/models";

interface PaidBackupOptions {
  region?: string;
  viewableDays?: number;
  months?: 1 | 2 | 3 | 6 | 12 | 24 | 36;
}

/** A backup that was ordered and paid through the operations; of ten days for a month, not enabled yet. */
export async function aPaidBackup(ctx: Ctx, options: PaidBackupOptions = {}): Promise<BackupModel> {
  const { region = "cn-hangzhou", viewableDays = 10, months = 1 } = options;
  const order = await createBackupOrder(ctx, { region, viewableDays, quantity: 1, months, clientToken: randomUuid() });
  const { resourceId } = await pay(ctx, order);
  return ctx.db.backup.findUniqueOrThrow({ where: { backupId: resourceId ?? "" } });
}

/** Pays an order with the terms accepted. */
export const pay = (ctx: Ctx, { orderId }: Pick<OrderView, "orderId">): Promise<OrderView> =>
  payOrder(ctx, { orderId, termsAccepted: true });
