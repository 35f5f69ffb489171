import type { StateOf } from "@/components/patterns/state-table";
import type { InstanceView } from "@/lib/domain/instances/instance-view";

/** One word for both of an instance's states (INS-40, INS-41): the sale's says more, where it is not normal. */
export function shownState({ status, saleStatus }: Pick<InstanceView, "status" | "saleStatus">): StateOf<"instance"> {
  return saleStatus === "Normal" ? status : saleStatus;
}

/** Moves by itself within seconds or minutes: the page looks again. */
export function isMoving({ service, image }: Pick<InstanceView, "service" | "image">): boolean {
  return service === "connecting" || service === "releasing" || image.upgrade?.state === "Running";
}

/** What people call it: its name, or its ID as long as it has none. */
export function calledOf(instance: Pick<InstanceView, "name" | "instanceId">): string {
  return instance.name ?? instance.instanceId;
}
