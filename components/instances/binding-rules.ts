import { bindingFault, isInstanceName } from "@/lib/domain/instances/instance-rules";

// The Enable panel's form, and what it asks of the operation (INS-30, INS-35). Pure.

export interface BindingForm {
  name: string;
  vpcId: string;
  zone: string;
  vswitchId: string;
  otherZones: "random" | "chosen";
  otherZone: string;
}

/** Fields that can be wrong. */
export type BindingField = "name" | "vpcId" | "vswitchId" | "otherZone";

/** No network is behind the binding, so it begins with something that can stay; the name is asked for. */
export function initialBinding(zones: readonly string[]): BindingForm {
  const [zone = "", otherZone = zone] = zones;
  return { name: "", vpcId: "vpc-default", zone, vswitchId: "vsw-default", otherZones: "random", otherZone };
}

/** One zone alone lets the operation take a second one. */
export function bindingOf({ name, vpcId, zone, vswitchId, otherZones, otherZone }: BindingForm) {
  return { name, vpcId, zones: otherZones === "chosen" ? [zone, otherZone] : [zone], vswitchIds: [vswitchId] };
}

/** In the order of the form. The two id fields are judged by the operation's own rule, each beside a good other one. */
export function faultsOf(form: BindingForm): BindingField[] {
  const good = { vpcId: "vpc-a", zones: [form.zone], vswitchIds: ["vsw-a"] };
  const faulty: Record<BindingField, boolean> = {
    name: !isInstanceName(form.name),
    vpcId: bindingFault({ ...good, vpcId: form.vpcId }, [form.zone]) !== undefined,
    vswitchId: bindingFault({ ...good, vswitchIds: [form.vswitchId] }, [form.zone]) !== undefined,
    otherZone: form.otherZones === "chosen" && form.otherZone === form.zone,
  };
  return (["name", "vpcId", "vswitchId", "otherZone"] as const).filter((field) => faulty[field]);
}
