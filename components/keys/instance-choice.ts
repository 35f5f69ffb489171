import type { InstanceView } from "@/lib/domain/instances/instance-view";

/** What the Create Key panel knows of an instance. */
export type InstanceChoice = Pick<
  InstanceView,
  "instanceId" | "name" | "service" | "keyVersionsUsed" | "keyQuota" | "isDefault"
>;

export function choiceOf(instance: InstanceView): InstanceChoice {
  const { instanceId, name, service, keyVersionsUsed, keyQuota, isDefault } = instance;
  return { instanceId, name, service, keyVersionsUsed, keyQuota, isDefault };
}

/** Whether one more key fits in (INS-08, INS-51). */
export function takesKey(choice: InstanceChoice): boolean {
  return choice.service === "serves" && choice.keyVersionsUsed < choice.keyQuota;
}

/** The one the panel opens with: that of the list's filter, else the account's default, else the first that has room. */
export function firstChoice(choices: readonly InstanceChoice[], filtered: string): InstanceChoice | undefined {
  const ready = choices.filter(takesKey);
  return ready.find((one) => one.instanceId === filtered) ?? ready.find((one) => one.isDefault) ?? ready[0];
}

export function choiceName({ name, instanceId }: Pick<InstanceChoice, "name" | "instanceId">): string {
  return name ? `${name} · ${instanceId}` : instanceId;
}
