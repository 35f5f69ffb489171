import { containerArn } from "@/lib/domain/arn";
import { accountOf } from "@/lib/domain/authorize";
import type { Ctx } from "@/lib/domain/context";
import type { ErrorCode } from "@/lib/domain/errors";
import type { InstanceView } from "@/lib/domain/instances/instance-view";
import { firstLack, type Lack } from "@/lib/domain/lack";

/** Whether Share Resources is possible now (SHR-02), and permitted: it is judged on the share and on the instance. */
export function shareOffer(
  ctx: Ctx,
  { service, region, arn }: Pick<InstanceView, "service" | "region" | "arn">,
): { refusal: ErrorCode | null; lack: Lack | null } {
  const action = "kms:CreateResourceShare";
  return {
    refusal: service === "serves" ? null : "InstanceNotShareable",
    lack: firstLack(
      ctx,
      { action, resource: containerArn(region, accountOf(ctx), "share") },
      { action, resource: arn },
    ),
  };
}

/** For the owner alone. */
export function mayShare(ctx: Ctx, instance: InstanceView): boolean {
  const { refusal, lack } = shareOffer(ctx, instance);
  return instance.sharing.role === "owner" && !refusal && !lack;
}
