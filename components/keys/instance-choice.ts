import type { InstanceView } from "@/lib/domain/instances/instance-view";

/** What the Create Key panel knows of an instance. */
export interface InstanceChoice extends Pick<InstanceView, "instanceId" | "name" | "service" | "isDefault"> {
  /** Null of an instance that others share: its quota is its owner's business (SHR-12). */
  keys: { used: number; quota: number } | null;
}

export function choiceOf(instance: InstanceView): InstanceChoice {
  const { instanceId, name, service, keyVersionsUsed: used, keyQuota: quota, isDefault, sharing } = instance;
  return { instanceId, name, service, isDefault, keys: sharing.role === "owner" ? { used, quota } : null };
}

/** Whether one more key fits in, as far as the page knows (INS-08, INS-51). */
export function takesKey({ service, keys }: InstanceChoice): boolean {
  return service === "serves" && (keys === null || keys.used < keys.quota);
}

/** The one the panel opens with: that of the list's filter, else the account's default, else the first that has room. */
export function firstChoice(choices: readonly InstanceChoice[], filtered: string): InstanceChoice | undefined {
  const ready = choices.filter(takesKey);
  return ready.find((one) => one.instanceId === filtered) ?? ready.find((one) => one.isDefault) ?? ready[0];
}

export function choiceName({ name, instanceId }: Pick<InstanceChoice, "name" | "instanceId">): string {
  return name ? `${name} · ${instanceId}` : instanceId;
}
