import { randomUuid } from "@/lib/crypto/random";
import { createInstanceOrder } from "@/lib/domain/billing/create-instance-order";
import { payOrder } from "@/lib/domain/billing/pay-order";
import type { Ctx } from "@/lib/domain/context";
import { enableInstance } from "@/lib/domain/instances/enable-instance";
import { regionOf } from "@/lib/domain/instances/regions";
import type { InstanceModel } from "@/lib/generated/prisma/models";

interface InstanceOptions {
  region?: string;
  chargeType?: "PREPAY" | "POSTPAY";
  months?: 1 | 2 | 3 | 6 | 12 | 24 | 36;
  /** A quota smaller than any that can be bought may be asked for: a test of quotas need not fill a hundred. */
  keyQuota?: number;
  secretQuota?: number;
  name?: string;
  enabled?: boolean;
  autoRenewalMonths?: 1 | 2 | 3 | 6 | 12;
  /** An older one than is sold now, as a deployment has that was there before the newest (INS-44). */
  imageVersion?: string;
}

/** An instance that was ordered, paid and enabled through the operations; pay-as-you-go unless said otherwise. */
export async function anInstance(ctx: Ctx, options: InstanceOptions = {}): Promise<InstanceModel> {
  const region = options.region ?? "cn-hangzhou";
  const common = { region, instanceType: "SOFTWARE", clientToken: randomUuid() } as const;
  const order = await createInstanceOrder(
    ctx,
    options.chargeType === "PREPAY"
      ? {
          ...common,
          chargeType: "PREPAY",
          months: options.months ?? 1,
          qps: 1000,
          keyQuota: 1000,
          secretQuota: 1000,
          accessQuota: 1,
          logStorageGb: 0,
          autoRenewalMonths: options.autoRenewalMonths,
        }
      : { ...common, chargeType: "POSTPAY" },
  );
  const { resourceId: instanceId } = await payOrder(ctx, { orderId: order.orderId, termsAccepted: true });
  if (instanceId === null) throw new Error("a paid order names its instance");
  if (options.enabled !== false) {
    await enableInstance(ctx, {
      region,
      instanceId,
      name: options.name ?? "test-instance",
      vpcId: "vpc-test",
      zones: regionOf(ctx, region).zones.slice(0, 2),
      vswitchIds: ["vsw-test"],
    });
  }
  const { keyQuota, secretQuota, imageVersion } = options;
  return ctx.db.instance.update({ where: { instanceId }, data: { keyQuota, secretQuota, imageVersion } });
}
