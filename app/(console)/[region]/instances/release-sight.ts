import { containerArn } from "@/lib/domain/arn";
import { accountOf } from "@/lib/domain/authorize";
import type { Ctx } from "@/lib/domain/context";
import { firstLack, type Lack } from "@/lib/domain/lack";

/**
 * What somebody must be able to see to be asked whether to release an instance: what it destroys stands before the
 * button. Who may see none of it can release by an API call, not here.
 */
export function releaseSightLack(ctx: Ctx, region: string): Lack | null {
  const container = (type: "key" | "secret" | "backup") => containerArn(region, accountOf(ctx), type);
  return firstLack(
    ctx,
    { action: "kms:ListKeys", resource: container("key") },
    { action: "kms:ListSecrets", resource: container("secret") },
    { action: "kms:ListBackups", resource: container("backup") },
  );
}
