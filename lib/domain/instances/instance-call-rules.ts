import type { ChargeType, SaleStatus, SharingMode } from "@/lib/generated/prisma/enums";
import type { ErrorCode } from "../errors";
import type { ImageUpgrade } from "./image-state";
import type { Service } from "./instance-state";

// Which actions an instance offers at a moment, and why not (INS-45..50, INS-63, INS-65): what the operations refuse,
// read from the view, so that a button and its operation agree. instance-call-rules.test.ts compares the two.

export const INSTANCE_CALLS = [
  "EnableInstance",
  "SetDefaultInstance",
  "SetInstanceDeletionProtection",
  "UpdateInstanceName",
  "UpdateInstanceBindVpcs",
  "ReleaseInstance",
  "UnsubscribeInstance",
  "CreateRenewalOrder",
  "CreateSpecificationOrder",
  "UpdateInstanceRenewal",
  "UpgradeInstanceImage",
  "CancelInstanceImageUpgrade",
  "RollBackInstanceImage",
  "SetInstanceSharingMode",
] as const;
export type InstanceCall = (typeof INSTANCE_CALLS)[number];

export interface InstanceStanding {
  service: Service;
  saleStatus: SaleStatus;
  chargeType: ChargeType;
  deletionProtection: boolean;
  sharingMode: SharingMode;
  /** Whether the 15 days after expiry are over (INS-69). */
  isReleaseDue: boolean;
  /** What other accounts hold in it (SHR-20): the operations count that themselves. */
  held?: object | null;
  image: {
    isUpgradable: boolean;
    upgrade: Pick<ImageUpgrade, "state"> | null;
    rollback: object | null;
  };
}

/** Why the call would be refused now, or null. What the call is sent with is not judged. */
export function refusalOfCall(call: InstanceCall, instance: InstanceStanding): ErrorCode | null {
  const { service, image } = instance;
  switch (call) {
    case "EnableInstance":
      if (service !== "uninitialized") return "InstanceNotEnablable";
      return instance.saleStatus === "Expired" ? "InstanceUnavailable" : null;
    case "SetDefaultInstance":
      return TAKES_NEW[service] ?? upgrading(instance);
    case "SetInstanceDeletionProtection":
      return protects(service);
    case "UpdateInstanceName":
      return protects(service) ?? upgrading(instance);
    case "UpdateInstanceBindVpcs":
      return USES[service] ?? upgrading(instance);
    case "ReleaseInstance":
      return protects(service) ?? upgrading(instance) ?? releaseRefusal(instance);
    case "UnsubscribeInstance":
      return protects(service) ?? upgrading(instance) ?? unsubscribeRefusal(instance);
    case "CreateRenewalOrder":
      return protects(service) ?? renewalRefusal(instance);
    case "UpdateInstanceRenewal":
      return protects(service) ?? (instance.chargeType === "PREPAY" ? null : "RenewalNotPossible");
    case "CreateSpecificationOrder":
      return protects(service) ?? upgrading(instance) ?? specificationRefusal(instance);
    case "UpgradeInstanceImage":
      return USES[service] ?? upgrading(instance) ?? (image.isUpgradable ? null : "UpgradeNotPossible");
    case "CancelInstanceImageUpgrade":
      return protects(service) ?? cancelRefusal(instance);
    case "RollBackInstanceImage":
      return USES[service] ?? upgrading(instance) ?? (image.rollback ? null : "RollbackNotPossible");
    case "SetInstanceSharingMode":
      return USES[service] ?? upgrading(instance) ?? (instance.sharingMode === "Joint" ? null : "SharingModeFinal");
  }
}

const USES: Record<Service, ErrorCode | null> = {
  serves: null,
  unavailable: "InstanceUnavailable",
  uninitialized: "InstanceUninitialized",
  connecting: "InstanceStateInvalid",
  releasing: "InstanceReleasing",
  released: "InstanceNotFound",
};
const TAKES_NEW: Record<Service, ErrorCode | null> = { ...USES, uninitialized: "InstanceStateInvalid" };

function protects(service: Service): ErrorCode | null {
  if (service === "releasing") return "InstanceReleasing";
  return service === "released" ? "InstanceNotFound" : null;
}

/** INS-46 */
const upgrading = ({ image }: InstanceStanding): ErrorCode | null =>
  image.upgrade?.state === "Running" ? "InstanceInUpgrade" : null;

const cancelRefusal = ({ image }: InstanceStanding): ErrorCode | null => {
  if (image.upgrade?.state === "Running") return "InstanceInUpgrade";
  return image.upgrade?.state === "Scheduled" ? null : "UpgradeNotPossible";
};

/** INS-65 before INS-49: the protection of a subscription stands in nobody's way. */
function releaseRefusal(instance: InstanceStanding): ErrorCode | null {
  if (instance.chargeType !== "POSTPAY") return "ReleaseNotPossible";
  return endRefusal(instance);
}

/** INS-65, BIL-09: what has expired has nothing left to be given back, and is released by itself. */
function unsubscribeRefusal(instance: InstanceStanding): ErrorCode | null {
  if (instance.chargeType !== "PREPAY" || instance.saleStatus === "Expired") return "UnsubscribeNotPossible";
  return endRefusal(instance);
}

/** SHR-20: by hand it does not end while others would lose what they hold; by itself it does. */
function endRefusal({ deletionProtection, held }: InstanceStanding): ErrorCode | null {
  if (deletionProtection) return "InstanceDeletionProtected";
  return held ? "ResourceInUse" : null;
}

/** INS-63: until the end of the 15 days, and only what has an end. */
const renewalRefusal = ({ chargeType, isReleaseDue }: InstanceStanding): ErrorCode | null =>
  chargeType === "PREPAY" && !isReleaseDue ? null : "RenewalNotPossible";

/** Pay-as-you-go has the most of everything (INS-23). What has expired is renewed first. */
function specificationRefusal({ chargeType, saleStatus }: InstanceStanding): ErrorCode | null {
  if (chargeType !== "PREPAY") return "UpgradeNotPossible";
  return saleStatus === "Expired" ? "InstanceUnavailable" : null;
}
