import type { InstanceView } from "@/lib/domain/instances/instance-view";
import type { Lack } from "@/lib/domain/lack";

type Call = InstanceView["lacking"][number];

/** The permission that the call takes and the caller lacks; null where none is missing (P10). What its state forbids is another table. */
export function lackOf(instance: Pick<InstanceView, "arn" | "lacking">, call: Call): Lack | null {
  return instance.lacking.includes(call) ? { action: `kms:${call}`, resource: instance.arn } : null;
}
