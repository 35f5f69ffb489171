import {
  bindingFault,
  type DeploymentModeName,
  isInstanceName,
  zonesOfMode,
} from "@/lib/domain/instances/instance-rules";

// The Enable panel's form, and what it asks of the operation (INS-30, INS-35). Pure.

export interface BindingForm {
  name: string;
  vpcId: string;
  zone: string;
  vswitchId: string;
  otherZones: "random" | "chosen";
  /** As chosen, in the order of the region. */
  chosenZones: readonly string[];
}

/** Fields that can be wrong. */
export type BindingField = "name" | "vpcId" | "vswitchId" | "otherZones";

/** No network is behind the binding, so it begins with something that can stay; the name is asked for. */
export function initialBinding(zones: readonly string[]): BindingForm {
  const [zone = ""] = zones;
  return { name: "", vpcId: "vpc-default", zone, vswitchId: "vsw-default", otherZones: "random", chosenZones: [] };
}

/** How many zones can be named beside the first; none in a single-zone instance (INS-21, INS-30). */
export const mostOthers = (mode: DeploymentModeName) => zonesOfMode(mode).maximum - 1;

const othersOf = ({ zone, chosenZones }: BindingForm) => chosenZones.filter((other) => other !== zone);

/** One zone alone lets the operation take the others. */
export function bindingOf(form: BindingForm, mode: DeploymentModeName) {
  const { name, vpcId, zone, vswitchId, otherZones } = form;
  const others = otherZones === "chosen" && mostOthers(mode) > 0 ? othersOf(form) : [];
  return { name, vpcId, zones: [zone, ...others], vswitchIds: [vswitchId] };
}

/** In the order of the form. The two id fields are judged by the operation's own rule, each beside a good other one. */
export function faultsOf(form: BindingForm, mode: DeploymentModeName): BindingField[] {
  const good = { vpcId: "vpc-a", zones: [form.zone], vswitchIds: ["vsw-a"] };
  const others = othersOf(form).length;
  const faulty: Record<BindingField, boolean> = {
    name: !isInstanceName(form.name),
    vpcId: bindingFault({ ...good, vpcId: form.vpcId }, [form.zone]) !== undefined,
    vswitchId: bindingFault({ ...good, vswitchIds: [form.vswitchId] }, [form.zone]) !== undefined,
    otherZones: form.otherZones === "chosen" && mostOthers(mode) > 0 && (others < 1 || others > mostOthers(mode)),
  };
  return (["name", "vpcId", "vswitchId", "otherZones"] as const).filter((field) => faulty[field]);
}
