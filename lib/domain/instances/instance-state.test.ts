import { describe, expect, it } from "vitest";
import { NO_UPGRADE } from "./image-state";
import {
  bindingFault,
  boundVpcsFault,
  compareImageVersions,
  deploymentModesOf,
  isInstanceName,
  PAY_AS_YOU_GO,
  specificationFault,
  withOtherZones,
} from "./instance-rules";
import {
  assertProtects,
  assertServes,
  assertTakesNew,
  type InstanceState,
  saleStatusAt,
  serviceOf,
  statusAt,
} from "./instance-state";
import { releaseDueAt } from "./release-date";

const at = (iso: string) => new Date(iso);
const NOW = at("2026-11-22T04:00:00.000Z");
const connected: InstanceState = { status: "Connecting", saleStatus: "Normal", connectedAt: NOW, endsAt: null };

const code = (check: () => void): string => {
  try {
    check();
    return "allowed";
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe("what an instance can do (INS-40, INS-41, INS-51, INS-62, KEY-43)", () => {
  const cases: [string, Partial<InstanceState>, string, string, string, string][] = [
    // what, columns, service, use or change, create, protect
    ["enabled", {}, "serves", "allowed", "allowed", "allowed"],
    [
      "never enabled",
      { status: "Uninitialized" },
      "uninitialized",
      "InstanceUninitialized",
      "InstanceStateInvalid",
      "allowed",
    ],
    [
      "being enabled",
      { connectedAt: at("2026-11-22T04:00:00.001Z") },
      "connecting",
      "InstanceStateInvalid",
      "InstanceStateInvalid",
      "allowed",
    ],
    ["expired", { endsAt: NOW }, "unavailable", "InstanceUnavailable", "InstanceUnavailable", "allowed"],
    [
      "disconnected",
      { status: "Disconnected" },
      "unavailable",
      "InstanceUnavailable",
      "InstanceUnavailable",
      "allowed",
    ],
    [
      "releasing",
      { saleStatus: "Releasing" },
      "releasing",
      "InstanceReleasing",
      "InstanceReleasing",
      "InstanceReleasing",
    ],
    [
      "releasing and expired",
      { saleStatus: "Releasing", endsAt: NOW },
      "releasing",
      "InstanceReleasing",
      "InstanceReleasing",
      "InstanceReleasing",
    ],
    ["released", { saleStatus: "Released" }, "released", "InstanceNotFound", "InstanceNotFound", "InstanceNotFound"],
  ];
  it.each(cases)("%s", (_, columns, service, use, create, protect) => {
    const instance = { ...connected, ...columns };
    expect(serviceOf(instance, NOW)).toBe(service);
    expect(code(() => assertServes(instance, NOW))).toBe(use);
    const row = { ...instance, ...NO_UPGRADE, imageVersion: "dkms-3.9.1" };
    expect(code(() => assertTakesNew(row, NOW))).toBe(create);
    expect(code(() => assertProtects(instance, NOW))).toBe(protect);
  });

  it("expires in the very millisecond, and was good in the one before (INS-62)", () => {
    const endsAt = at("2026-12-22T16:00:00.000Z");
    const before = at("2026-12-22T15:59:59.999Z");
    expect(serviceOf({ ...connected, endsAt }, before)).toBe("serves");
    expect(saleStatusAt({ ...connected, endsAt }, before)).toBe("Normal");
    expect(serviceOf({ ...connected, endsAt }, endsAt)).toBe("unavailable");
    expect(saleStatusAt({ ...connected, endsAt }, endsAt)).toBe("Expired");
  });

  it("is Connecting until enabling ends, with nobody writing a row (INS-35)", () => {
    const connectedAt = at("2026-11-22T04:00:02.000Z");
    expect(statusAt({ status: "Connecting", connectedAt }, at("2026-11-22T04:00:01.999Z"))).toBe("Connecting");
    expect(statusAt({ status: "Connecting", connectedAt }, connectedAt)).toBe("Connected");
  });
});

describe("release 15 days after expiry (INS-63, INS-69)", () => {
  it.each([
    // zone, expiry midnight, release
    ["Asia/Shanghai", "2026-02-28T16:00:00.000Z", "2026-03-15T16:00:00.000Z"],
    ["Asia/Shanghai", "2028-02-28T16:00:00.000Z", "2028-03-14T16:00:00.000Z"], // a leap year
    ["Asia/Shanghai", "2026-12-20T16:00:00.000Z", "2027-01-04T16:00:00.000Z"],
    // 29 March 2026: a day of 23 hours; calendar midnight would be an hour too early
    ["Europe/Berlin", "2026-03-19T23:00:00.000Z", "2026-04-03T23:00:00.000Z"],
    // 25 October 2026: a day of 25 hours; the calendar's midnight is the later one
    ["Europe/Berlin", "2026-10-19T22:00:00.000Z", "2026-11-03T23:00:00.000Z"],
  ])("in %s: expired at %s, released at %s", (zone, endsAt, releasedAt) => {
    expect(releaseDueAt(at(endsAt), zone).toISOString()).toBe(releasedAt);
  });
});

describe("what can be asked for", () => {
  it.each([
    ["a", true],
    ["Az09/_+=.@-", true],
    ["x".repeat(128), true],
    ["x".repeat(129), false],
    ["", false],
    ["two words", false],
    ["名前", false],
    ["line\n", false],
  ])("name %j: %s (INS-43)", (name, allowed) => expect(isInstanceName(name)).toBe(allowed));

  const specification = { qps: 1000, keyQuota: 1000, secretQuota: 0, accessQuota: 1, logStorageGb: 0 };
  it.each([
    [{}, undefined],
    [{ qps: 999 }, "qps"],
    [{ keyQuota: 100 }, undefined],
    [{ keyQuota: 99 }, "keyQuota"],
    [{ keyQuota: 100_001 }, "keyQuota"],
    [{ secretQuota: -1 }, "secretQuota"],
    [{ accessQuota: 0 }, "accessQuota"],
    [{ accessQuota: 10_001 }, "accessQuota"],
    [{ logStorageGb: 1000 }, undefined],
    [{ logStorageGb: 999 }, "logStorageGb"],
    [{ logStorageGb: 1001 }, "logStorageGb"],
    [{ logStorageGb: 501_000 }, "logStorageGb"],
  ])("specification %o: fault %s (INS-05)", (part, fault) => {
    expect(specificationFault({ ...specification, ...part })?.name).toBe(fault);
  });
  it("pay-as-you-go has an allowed specification", () => expect(specificationFault(PAY_AS_YOU_GO)).toBeUndefined());

  const zones = ["h", "i", "j", "k"].map((letter) => `cn-hangzhou-${letter}`);
  const [first, second] = ["cn-hangzhou-h", "cn-hangzhou-i"];
  const binding = { vpcId: "vpc-a1", zones: [first, second], vswitchIds: ["vsw-a1"] };
  it.each([
    [{}, undefined],
    [{ vpcId: "" }, "VpcId"],
    [{ vpcId: "net-1" }, "VpcId"],
    [{ zones: [] }, "ZoneIds"],
    [{ zones: ["cn-shanghai-b"] }, "ZoneIds"],
    [{ zones: [first, first] }, "ZoneIds"],
    [{ zones }, "ZoneIds"], // four of them
    [{ vswitchIds: [] }, "VSwitchIds"],
    [{ vswitchIds: ["vsw-a", "vsw-b", "vsw-c"] }, "VSwitchIds"],
    [{ vswitchIds: ["vsw-a", "vsw-a"] }, "VSwitchIds"],
    [{ vswitchIds: ["x"] }, "VSwitchIds"],
  ])("network binding %o: fault %s (INS-30, INS-35)", (part, fault) => {
    expect(bindingFault({ ...binding, ...part }, zones)).toBe(fault);
  });

  it("one chosen zone gets another beside it, where the region has one (INS-21, INS-30)", () => {
    expect(withOtherZones([second], zones, "DualZone")).toEqual([second, first]);
    expect(withOtherZones([second], [...zones].reverse(), "MultiZone")).toEqual([second, zones[3]]);
    expect(withOtherZones([first, second], zones, "DualZone")).toEqual([first, second]);
    expect(withOtherZones(["only-a"], ["only-a"], "SingleZone")).toEqual(["only-a"]);
  });

  it("stands in no more zones than its deployment mode has (INS-21)", () => {
    const third = "cn-hangzhou-j";
    expect(bindingFault({ ...binding, zones: [first, second, third] }, zones, "MultiZone")).toBeUndefined();
    expect(bindingFault({ ...binding, zones: [first, second, third] }, zones, "DualZone")).toBe("ZoneIds");
    expect(bindingFault(binding, zones, "SingleZone")).toBe("ZoneIds");
  });

  it.each([
    [["a"], ["SingleZone"]],
    [["a", "b"], ["DualZone"]],
    [
      ["a", "b", "c"],
      ["DualZone", "MultiZone"],
    ],
  ])("a region with zones %j offers %j (INS-21, REG-04)", (of, modes) => {
    expect(deploymentModesOf(of)).toEqual(modes);
  });

  it.each([
    ["dkms-3.9.1", "dkms-3.9.1", 0],
    ["dkms-3.9.1", "dkms-3.10.0", -1],
    ["dkms-4.0.0", "dkms-3.99.99", 1],
    ["dkms-2.9.0", "2.9", 0],
    ["dkms-2.9.0", "dkms-2.9.0.1", -1],
  ])("image %s against %s: %i, by number (INS-44)", (a, b, sign) => {
    expect(Math.sign(compareImageVersions(a, b))).toBe(sign);
  });

  const vpc = (vpcId: string, vswitchId = "vsw-1") => ({ vpcId, vswitchId });
  it.each([
    [[], 1, undefined],
    [[vpc("vpc-2")], 1, "BindVpcs"], // its own is one
    [[vpc("vpc-2")], 2, undefined],
    [[vpc("vpc-2"), vpc("vpc-2")], 9, "BindVpcs"],
    [[vpc("vpc-1")], 9, "BindVpcs"], // its own
    [[vpc("net")], 9, "VpcId"],
    [[vpc("vpc-2", "x")], 9, "VSwitchId"],
  ])("networks %j under an access quota of %i: fault %s (INS-09, INS-42)", (vpcs, accessQuota, fault) => {
    expect(boundVpcsFault(vpcs, { vpcId: "vpc-1", accessQuota })).toBe(fault);
  });
});
