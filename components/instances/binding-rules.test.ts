import { describe, expect, it } from "vitest";
import { bindingFault, withOtherZones } from "@/lib/domain/instances/instance-rules";
import { REGION_CATALOGUE } from "@/lib/domain/instances/region-catalogue";
import { bindingOf, faultsOf, initialBinding } from "./binding-rules";

describe("the Enable panel (INS-30)", () => {
  it.each(REGION_CATALOGUE)("begins in $id with everything but the name", ({ zones }) => {
    const form = initialBinding(zones);
    expect(faultsOf(form, "MultiZone")).toEqual(["name"]);
    expect(bindingFault(bindingOf(form, "MultiZone"), zones)).toBeUndefined();
    const all = { ...form, otherZones: "chosen" as const, chosenZones: zones.slice(1, 3) };
    expect(bindingFault(bindingOf(all, "MultiZone"), zones, "MultiZone")).toBeUndefined();
  });

  const zones = ["cn-hangzhou-h", "cn-hangzhou-i"];
  const form = { ...initialBinding(zones), name: "payments-prod" };

  it("leaves the second zone to the operation when it is random", () => {
    expect(bindingOf(form, "DualZone").zones).toEqual(["cn-hangzhou-h"]);
    expect(withOtherZones(bindingOf(form, "DualZone").zones, zones, "DualZone")).toEqual(zones);
  });

  const chosen = (...chosenZones: string[]) => ({ otherZones: "chosen" as const, chosenZones });

  it.each([
    [{ name: "" }, ["name"]],
    [{ name: "two words" }, ["name"]],
    [{ vpcId: "default" }, ["vpcId"]],
    [{ vpcId: "vpc-A" }, ["vpcId"]],
    [{ vswitchId: "vsw-" }, ["vswitchId"]],
    [chosen(), ["otherZones"]],
    [chosen("cn-hangzhou-h"), ["otherZones"]],
    [chosen("cn-hangzhou-i", "cn-hangzhou-j"), ["otherZones"]],
    [chosen("cn-hangzhou-i"), []],
  ])("judges %j of a dual-zone instance", (part, faults) => {
    expect(faultsOf({ ...form, ...part }, "DualZone")).toEqual(faults);
  });

  it("takes two further zones of a multi-zone instance, and asks a single-zone one for none (INS-21)", () => {
    const three = { ...form, ...chosen("cn-hangzhou-i", "cn-hangzhou-j") };
    expect(faultsOf(three, "MultiZone")).toEqual([]);
    expect(bindingOf(three, "MultiZone").zones).toEqual(["cn-hangzhou-h", "cn-hangzhou-i", "cn-hangzhou-j"]);
    expect(faultsOf(three, "SingleZone")).toEqual([]);
    expect(bindingOf(three, "SingleZone").zones).toEqual(["cn-hangzhou-h"]);
  });
});
