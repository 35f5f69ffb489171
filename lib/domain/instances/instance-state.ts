import type { InstanceStatus, SaleStatus } from "@/lib/generated/prisma/enums";
import { DomainError, type ErrorCode } from "../errors";
import { type ImageColumns, isUpgrading } from "./image-state";

// What an instance can do at a moment. Time is part of the state: enabling ends and a period expires without anybody
// writing a row (INS-35, INS-62), so that a late worker changes no answer.

/** The job that ends an instance; its row is where the details page reads how far that is. */
export const RELEASE_JOB = "release-instance";

/** The columns that the state is made of. */
export interface InstanceState {
  status: InstanceStatus;
  saleStatus: SaleStatus;
  connectedAt: Date | null;
  endsAt: Date | null;
}

export type Service = "serves" | "unavailable" | "uninitialized" | "connecting" | "releasing" | "released";

export function serviceOf(instance: InstanceState, now: Date): Service {
  if (instance.saleStatus === "Released") return "released";
  if (instance.saleStatus === "Releasing") return "releasing";
  if (instance.status === "Uninitialized") return "uninitialized";
  if (isExpired(instance, now)) return "unavailable";
  if (instance.status === "Disconnected" || instance.status === "Error") return "unavailable";
  return statusAt(instance, now) === "Connecting" ? "connecting" : "serves";
}

/** A subscription ends in the second it names (INS-60, INS-62); pay-as-you-go has no end. */
export function isExpired(instance: Pick<InstanceState, "endsAt">, now: Date): boolean {
  return instance.endsAt !== null && instance.endsAt.getTime() <= now.getTime();
}

/** INS-40, with the end of enabling counted in. */
export function statusAt(instance: Pick<InstanceState, "status" | "connectedAt">, now: Date): InstanceStatus {
  if (instance.status !== "Connecting") return instance.status;
  return instance.connectedAt !== null && instance.connectedAt.getTime() <= now.getTime() ? "Connected" : "Connecting";
}

/** INS-41, with expiry counted in. */
export function saleStatusAt(instance: Pick<InstanceState, "saleStatus" | "endsAt">, now: Date): SaleStatus {
  return instance.saleStatus === "Normal" && isExpired(instance, now) ? "Expired" : instance.saleStatus;
}

/** INS-51, INS-62, KEY-43, decisions 10. */
const USE_REFUSALS: Record<Exclude<Service, "serves">, ErrorCode> = {
  unavailable: "InstanceUnavailable",
  uninitialized: "InstanceUninitialized",
  connecting: "InstanceStateInvalid",
  releasing: "InstanceReleasing",
  released: "InstanceNotFound",
};

/**
 * For every call that uses or changes a key, or reads or changes a secret (KEY-43).
 * The calls that only protect, and Describe*, List* and Get*Policy, do not ask this; see `assertProtects`.
 */
export function assertServes(instance: InstanceState, now: Date): void {
  const service = serviceOf(instance, now);
  if (service !== "serves") throw new DomainError(USE_REFUSALS[service]);
}

/** For create calls: on an instance that is not enabled they answer with its state (INS-51), and wait for an upgrade (INS-46). */
export function assertTakesNew(instance: InstanceState & ImageColumns, now: Date): void {
  const service = serviceOf(instance, now);
  if (service === "uninitialized") throw new DomainError("InstanceStateInvalid");
  assertServes(instance, now);
  if (isUpgrading(instance, now)) throw new DomainError("InstanceInUpgrade");
}

/**
 * For CancelKeyDeletion, RestoreSecret and switching deletion protection on: they work in an expired instance too
 * (KEY-43), but not once its last backup runs.
 */
export function assertProtects(instance: InstanceState, now: Date): void {
  const service = serviceOf(instance, now);
  if (service === "releasing" || service === "released") throw new DomainError(USE_REFUSALS[service]);
}
