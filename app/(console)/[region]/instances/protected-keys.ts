import type { ListedKeys } from "@/components/instances/protected-keys";
import { arnOf } from "@/lib/domain/arn";
import { accountOf } from "@/lib/domain/authorize";
import type { Ctx } from "@/lib/domain/context";
import { listProtectedKeys } from "@/lib/domain/instances/list-protected-keys";
import { firstLack, type Lack } from "@/lib/domain/lack";
import { readable, Unreadable } from "../../readable";

/** The instance's protected keys, each with what is missing to switch its protection off (KEY-57, P10). */
export async function protectedKeysOf(
  ctx: Ctx,
  { region, instanceId }: { region: string; instanceId: string },
): Promise<ListedKeys | Lack> {
  const listed = await readable(listProtectedKeys(ctx, { region, instanceId }));
  if (listed instanceof Unreadable) return listed.lack;
  const lackOf = (keyId: string) =>
    firstLack(ctx, { action: "kms:SetDeletionProtection", resource: arnOf(region, accountOf(ctx), "key", keyId) });
  return { ...listed, keys: listed.keys.map((key) => ({ ...key, lack: lackOf(key.keyId) })) };
}
