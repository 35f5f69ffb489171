import type { ChargeType, SaleStatus } from "@/lib/generated/prisma/enums";
import type { ErrorCode } from "../errors";
import type { Service } from "./instance-state";

// Which actions an instance offers at a moment, and why not (INS-48, INS-49, INS-50, INS-65): what the operations refuse,
// read from the view, so that a button and its operation agree. instance-call-rules.test.ts compares the two.

export const INSTANCE_CALLS = [
  "EnableInstance",
  "SetDefaultInstance",
  "SetInstanceDeletionProtection",
  "UpdateInstanceName",
  "ReleaseInstance",
] as const;
export type InstanceCall = (typeof INSTANCE_CALLS)[number];

export interface InstanceStanding {
  service: Service;
  saleStatus: SaleStatus;
  chargeType: ChargeType;
  deletionProtection: boolean;
}

/** Why the call would be refused now, or null. What the call is sent with is not judged. */
export function refusalOfCall(call: InstanceCall, instance: InstanceStanding): ErrorCode | null {
  switch (call) {
    case "EnableInstance":
      if (instance.service !== "uninitialized") return "InstanceNotEnablable";
      return instance.saleStatus === "Expired" ? "InstanceUnavailable" : null;
    case "SetDefaultInstance":
      return TAKES_NEW[instance.service];
    case "SetInstanceDeletionProtection":
    case "UpdateInstanceName":
      return protects(instance.service);
    case "ReleaseInstance":
      return protects(instance.service) ?? releaseRefusal(instance);
  }
}

const TAKES_NEW: Record<Service, ErrorCode | null> = {
  serves: null,
  unavailable: "InstanceUnavailable",
  uninitialized: "InstanceStateInvalid",
  connecting: "InstanceStateInvalid",
  releasing: "InstanceReleasing",
  released: "InstanceNotFound",
};

function protects(service: Service): ErrorCode | null {
  if (service === "releasing") return "InstanceReleasing";
  return service === "released" ? "InstanceNotFound" : null;
}

/** INS-65 before INS-49: the protection of a subscription stands in nobody's way. */
function releaseRefusal(instance: InstanceStanding): ErrorCode | null {
  if (instance.chargeType !== "POSTPAY") return "ReleaseNotPossible";
  return instance.deletionProtection ? "InstanceDeletionProtected" : null;
}
