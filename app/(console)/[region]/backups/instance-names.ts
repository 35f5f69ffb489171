import { consoleCtx } from "@/lib/auth/console-context";
import type { InstanceView } from "@/lib/domain/instances/instance-view";
import { listInstances } from "@/lib/domain/instances/list-instances";
import { readableOr } from "../../readable";

/** The software instances of a region; more than a list names, and those the caller may not see, are called by their IDs. */
export async function softwareInstances(region: string): Promise<InstanceView[]> {
  const page = { size: 100 };
  const { rows } = await readableOr(
    listInstances(await consoleCtx(), { region, type: "SOFTWARE", shared: false, page }),
    {
      rows: [],
    },
  );
  return rows;
}

export function namesOf(instances: readonly InstanceView[]): ReadonlyMap<string, string> {
  return new Map(instances.map(({ instanceId, name }) => [instanceId, name ?? instanceId]));
}
