import type { AccessState } from "@/lib/generated/prisma/enums";
import type { InstanceModel } from "@/lib/generated/prisma/models";
import type { ErrorCode } from "../errors";
import { isUpgrading } from "../instances/image-state";
import { serviceOf } from "../instances/instance-state";

/** What a restore changed or left out, beside what it restored; the interface has a sentence for each. */
export type RestoreWarning =
  | { code: "AliasTaken"; name: string } // BKP-95: taken by another key meanwhile
  | { code: "RotationSuspended" } // BKP-96: a copy lives in another region
  | { code: "ManagedValueMayBeOld" }; // BKP-104

/** Who created the item, and the instance it was saved in. */
export interface SavedOrigin {
  account: string;
  instanceId: string;
}

/**
 * BKP-91, BKP-156: an enabled software instance of the backup's account. BKP-98, BKP-99, SHR-17: what another account
 * created in a jointly shared instance goes back into that instance only, and only while its creator may work in it:
 * `creatorAccess` is how that account stands to the destination now.
 */
export function destinationRefusal(
  destination: InstanceModel | null,
  backupAccountId: string,
  saved: SavedOrigin | null,
  creatorAccess: AccessState | null,
  now: Date,
): ErrorCode | null {
  if (destination?.ownerAccountId !== backupAccountId || destination.type !== "SOFTWARE")
    return "RestoreDestinationInvalid";
  if (serviceOf(destination, now) !== "serves") return "RestoreDestinationInvalid";
  // INS-46: what takes nothing new takes nothing back either.
  if (isUpgrading(destination, now)) return "InstanceInUpgrade";
  if (saved === null || saved.account === backupAccountId) return null;
  const isItsOwn = destination.instanceId === saved.instanceId && destination.sharingMode === "Joint";
  return isItsOwn && creatorAccess === "Active" ? null : "RestoreDestinationInvalid";
}

/** BKP-96: what waited for its deletion comes back to be used; everything else as it was. */
export function restoredState<State extends string>(saved: State): Exclude<State, "PendingDeletion"> | "Enabled" {
  return saved === "PendingDeletion" ? "Enabled" : (saved as Exclude<State, "PendingDeletion">);
}

/** BKP-96, KEY-70: as saved, unless a copy in another region would rotate apart from it. */
export function restoredRotation<Off extends "Suspended" | "Disabled">(
  saved: {
    automaticRotation: "Enabled" | "Disabled" | "Suspended";
    rotationSeconds: number | null;
    lastRotatedAt: string | null;
  },
  hasCopy: boolean,
  off: Off,
): { automaticRotation: "Enabled" | "Disabled" | "Suspended"; nextRotationAt: Date | null; suspended: boolean } {
  const isOn = saved.automaticRotation === "Enabled";
  if (!isOn || hasCopy) {
    return { automaticRotation: isOn ? off : saved.automaticRotation, nextRotationAt: null, suspended: isOn };
  }
  const { rotationSeconds, lastRotatedAt } = saved;
  const next =
    rotationSeconds && lastRotatedAt ? new Date(new Date(lastRotatedAt).getTime() + rotationSeconds * 1000) : null;
  return { automaticRotation: "Enabled", nextRotationAt: next, suspended: false };
}
