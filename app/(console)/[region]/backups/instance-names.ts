import { consoleCtx } from "@/lib/auth/console-context";
import type { InstanceView } from "@/lib/domain/instances/instance-view";
import { listInstances } from "@/lib/domain/instances/list-instances";

/** The software instances of a region; more than a list names are called by their IDs. */
export async function softwareInstances(region: string): Promise<InstanceView[]> {
  const { rows } = await listInstances(await consoleCtx(), { region, type: "SOFTWARE", page: { size: 100 } });
  return rows;
}

export function namesOf(instances: readonly InstanceView[]): ReadonlyMap<string, string> {
  return new Map(instances.map(({ instanceId, name }) => [instanceId, name ?? instanceId]));
}
