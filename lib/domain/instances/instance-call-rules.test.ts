import { describe, expect, it } from "vitest";
import { INSTANCE_CALLS, type InstanceCall, type InstanceStanding, refusalOfCall } from "./instance-call-rules";
import type { Service } from "./instance-state";

// The table that buttons and operations read: call by call, what each state says. The operations ask it themselves
// (assertOffered); what they do beyond it is tested with them.

type Standing = Omit<Partial<InstanceStanding>, "image"> & { upgrade?: "Scheduled" | "Running" | "Succeeded" };

function standing(service: Service, { upgrade, ...more }: Standing = {}): InstanceStanding {
  const image = { isUpgradable: true, upgrade: upgrade ? { state: upgrade } : null, rollback: null };
  const saleStatus = { releasing: "Releasing", released: "Released", unavailable: "Expired" } as const;
  const ofService = service in saleStatus ? saleStatus[service as keyof typeof saleStatus] : "Normal";
  return {
    service,
    saleStatus: ofService,
    chargeType: "PREPAY",
    deletionProtection: false,
    sharingMode: "Joint",
    isReleaseDue: false,
    image,
    ...more,
  };
}

const POSTPAY = { chargeType: "POSTPAY" } as const;
const ok = null;

describe("what an instance offers (INS-45..50, INS-63, INS-65)", () => {
  const serving = standing("serves");
  const cases: [string, InstanceStanding, Partial<Record<InstanceCall, string | null>>][] = [
    [
      "a subscription that serves",
      serving,
      {
        EnableInstance: "InstanceNotEnablable",
        SetDefaultInstance: ok,
        SetInstanceDeletionProtection: ok,
        UpdateInstanceName: ok,
        UpdateInstanceBindVpcs: ok,
        ReleaseInstance: "ReleaseNotPossible",
        UnsubscribeInstance: ok,
        CreateRenewalOrder: ok,
        CreateSpecificationOrder: ok,
        UpdateInstanceRenewal: ok,
        UpgradeInstanceImage: ok,
        CancelInstanceImageUpgrade: "UpgradeNotPossible",
        RollBackInstanceImage: "RollbackNotPossible",
        SetInstanceSharingMode: ok,
      },
    ],
    [
      "one of independent ownership (SHR-07)",
      standing("serves", { sharingMode: "Independent" }),
      { SetInstanceSharingMode: "SharingModeFinal", UpdateInstanceName: ok },
    ],
    [
      "pay-as-you-go that serves",
      standing("serves", POSTPAY),
      {
        ReleaseInstance: ok,
        UnsubscribeInstance: "UnsubscribeNotPossible",
        CreateRenewalOrder: "RenewalNotPossible",
        CreateSpecificationOrder: "UpgradeNotPossible",
        UpdateInstanceRenewal: "RenewalNotPossible",
        UpgradeInstanceImage: ok,
      },
    ],
    [
      "a protected subscription",
      standing("serves", { deletionProtection: true }),
      {
        ReleaseInstance: "ReleaseNotPossible",
        UnsubscribeInstance: "InstanceDeletionProtected",
        CreateRenewalOrder: ok,
      },
    ],
    [
      "protected pay-as-you-go",
      standing("serves", { ...POSTPAY, deletionProtection: true }),
      { ReleaseInstance: "InstanceDeletionProtected" },
    ],
    [
      "pay-as-you-go in which others hold keys (SHR-20)",
      standing("serves", { ...POSTPAY, held: {} }),
      { ReleaseInstance: "ResourceInUse", SetDefaultInstance: ok, UpdateInstanceBindVpcs: ok },
    ],
    [
      "a subscription in which others hold keys (SHR-20)",
      standing("serves", { held: {} }),
      { ReleaseInstance: "ReleaseNotPossible", UnsubscribeInstance: "ResourceInUse", CreateRenewalOrder: ok },
    ],
    [
      "one never enabled",
      standing("uninitialized"),
      {
        EnableInstance: ok,
        SetDefaultInstance: "InstanceStateInvalid",
        UpdateInstanceName: ok,
        UpdateInstanceBindVpcs: "InstanceUninitialized",
        UpgradeInstanceImage: "InstanceUninitialized",
        SetInstanceSharingMode: "InstanceUninitialized",
        UnsubscribeInstance: ok,
        CreateRenewalOrder: ok,
        CreateSpecificationOrder: ok,
      },
    ],
    [
      "one never enabled and expired",
      standing("uninitialized", { saleStatus: "Expired" }),
      { EnableInstance: "InstanceUnavailable", CreateRenewalOrder: ok, UnsubscribeInstance: "UnsubscribeNotPossible" },
    ],
    [
      "one being enabled",
      standing("connecting"),
      {
        SetDefaultInstance: "InstanceStateInvalid",
        UpgradeInstanceImage: "InstanceStateInvalid",
        CreateRenewalOrder: ok,
      },
    ],
    [
      "one that has expired",
      standing("unavailable"),
      {
        SetDefaultInstance: "InstanceUnavailable",
        SetInstanceDeletionProtection: ok,
        UpdateInstanceName: ok,
        UnsubscribeInstance: "UnsubscribeNotPossible",
        CreateRenewalOrder: ok,
        CreateSpecificationOrder: "InstanceUnavailable",
        UpdateInstanceRenewal: ok,
        UpgradeInstanceImage: "InstanceUnavailable",
      },
    ],
    [
      "one whose 15 days are over",
      standing("unavailable", { isReleaseDue: true }),
      { CreateRenewalOrder: "RenewalNotPossible" },
    ],
    [
      "one being upgraded",
      standing("serves", { upgrade: "Running" }),
      {
        SetDefaultInstance: "InstanceInUpgrade",
        SetInstanceDeletionProtection: ok,
        UpdateInstanceName: "InstanceInUpgrade",
        UpdateInstanceBindVpcs: "InstanceInUpgrade",
        UnsubscribeInstance: "InstanceInUpgrade",
        CreateRenewalOrder: ok, // what keeps it alive is never refused
        UpdateInstanceRenewal: ok,
        CreateSpecificationOrder: "InstanceInUpgrade",
        UpgradeInstanceImage: "InstanceInUpgrade",
        SetInstanceSharingMode: "InstanceInUpgrade",
        CancelInstanceImageUpgrade: "InstanceInUpgrade",
        RollBackInstanceImage: "InstanceInUpgrade",
      },
    ],
    [
      "one with an upgrade to come",
      standing("serves", { upgrade: "Scheduled" }),
      { UpgradeInstanceImage: ok, CancelInstanceImageUpgrade: ok, UnsubscribeInstance: ok },
    ],
  ];
  it.each(cases)("%s", (_, instance, expected) => {
    const calls = Object.keys(expected) as InstanceCall[];
    expect(Object.fromEntries(calls.map((call) => [call, refusalOfCall(call, instance)]))).toEqual(expected);
  });

  it.each([
    ["releasing", "InstanceReleasing"],
    ["released", "InstanceNotFound"],
  ] as const)("nothing while %s (decisions 10)", (service, code) => {
    for (const call of INSTANCE_CALLS.filter((each) => each !== "EnableInstance")) {
      expect([call, refusalOfCall(call, standing(service))]).toEqual([call, code]);
    }
    expect(refusalOfCall("EnableInstance", standing(service))).toBe("InstanceNotEnablable");
  });
});
