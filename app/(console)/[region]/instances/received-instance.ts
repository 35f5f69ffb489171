import type { Ctx } from "@/lib/domain/context";
import type { InstanceView } from "@/lib/domain/instances/instance-view";
import { listInstances } from "@/lib/domain/instances/list-instances";
import { readableOr } from "../../readable";

/** An instance that another account shares with this one: its details are its owner's, that it is there is not (SHR-12). */
export async function receivedInstance(
  ctx: Ctx,
  { region, instanceId }: { region: string; instanceId: string },
): Promise<InstanceView | null> {
  const named = { region, instanceIds: [instanceId], shared: true, page: { size: 1 } };
  const { rows } = await readableOr(listInstances(ctx, named), { rows: [] as InstanceView[] });
  return rows.find(({ sharing }) => sharing.role === "principal") ?? null;
}
