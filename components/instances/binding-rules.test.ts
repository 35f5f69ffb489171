import { describe, expect, it } from "vitest";
import { bindingFault, withOtherZones } from "@/lib/domain/instances/instance-rules";
import { REGIONS } from "@/lib/domain/instances/regions";
import { bindingOf, faultsOf, initialBinding } from "./binding-rules";

describe("the Enable panel (INS-30)", () => {
  it.each(REGIONS)("begins in $id with everything but the name", ({ zones }) => {
    const form = initialBinding(zones);
    expect(faultsOf(form)).toEqual(["name"]);
    expect(bindingFault(bindingOf(form), zones)).toBeUndefined();
    expect(bindingFault(bindingOf({ ...form, otherZones: "chosen" }), zones)).toBeUndefined();
  });

  const zones = ["cn-hangzhou-h", "cn-hangzhou-i"];
  const form = { ...initialBinding(zones), name: "payments-prod" };

  it("leaves the second zone to the operation when it is random", () => {
    expect(bindingOf(form).zones).toEqual(["cn-hangzhou-h"]);
    expect(withOtherZones(bindingOf(form).zones, zones, "DualZone")).toEqual(zones);
  });

  it.each([
    [{ name: "" }, ["name"]],
    [{ name: "two words" }, ["name"]],
    [{ vpcId: "default" }, ["vpcId"]],
    [{ vpcId: "vpc-A" }, ["vpcId"]],
    [{ vswitchId: "vsw-" }, ["vswitchId"]],
    [{ otherZones: "chosen" as const, otherZone: "cn-hangzhou-h" }, ["otherZone"]],
    [{ otherZones: "random" as const, otherZone: "cn-hangzhou-h" }, []],
  ])("judges %j", (part, faults) => {
    expect(faultsOf({ ...form, ...part })).toEqual(faults);
  });
});
