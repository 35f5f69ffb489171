import type { AccessState, AutomaticRotation } from "@/lib/generated/prisma/enums";
import type { InstanceModel } from "@/lib/generated/prisma/models";
import { DomainError, type ErrorCode } from "../errors";
import { isUpgrading } from "../instances/image-state";
import { serviceOf } from "../instances/instance-state";

/** What a restore changed or left out, beside what it restored; the interface has a sentence for each. */
export type RestoreWarning =
  | { code: "AliasTaken"; name: string } // BKP-95: taken by another key meanwhile
  | { code: "RotationSuspended" } // BKP-96: a copy in another region, or another master of its account
  | { code: "ManagedValueMayBeOld" } // BKP-104
  | { code: "PrincipalGone"; principal: string } // BKP-105: a user or role that is not there any more
  | { code: "PolicyReplaced" }; // BKP-105: by the default, which was chosen, or of which alone was left

/** Who created the item, and the instance it was saved in. */
export interface SavedOrigin {
  account: string;
  instanceId: string;
}

/**
 * BKP-91, BKP-156: an enabled software instance of the backup's account. BKP-98, SHR-17: what another account created in
 * a jointly shared instance goes back into that instance only (BKP-158), while it is jointly owned (BKP-99), and while its
 * creator may work in it (BKP-159): `creatorAccess` is how that account stands to the destination now.
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
  if (destination.instanceId !== saved.instanceId) return "RestoreSharedInstanceOnly";
  if (destination.sharingMode !== "Joint") return "RestoreForeignOwner";
  return creatorAccess === "Active" ? null : "RestoreShareTerminated";
}

/** BKP-96: what waited for its deletion comes back to be used; everything else as it was. */
export function restoredState<State extends string>(saved: State): Exclude<State, "PendingDeletion"> | "Enabled" {
  return saved === "PendingDeletion" ? "Enabled" : (saved as Exclude<State, "PendingDeletion">);
}

/** BKP-96, KEY-70: as saved, unless a copy in another region would rotate apart from it. */
export function restoredRotation<Off extends "Suspended" | "Disabled">(
  saved: {
    automaticRotation: AutomaticRotation;
    rotationSeconds: number | null;
    lastRotatedAt: string | null;
  },
  hasCopy: boolean,
  off: Off,
): { automaticRotation: AutomaticRotation; nextRotationAt: Date | null; suspended: boolean } {
  const isOn = saved.automaticRotation === "Enabled";
  if (!isOn || hasCopy) {
    return { automaticRotation: isOn ? off : saved.automaticRotation, nextRotationAt: null, suspended: isOn };
  }
  const { rotationSeconds, lastRotatedAt } = saved;
  const next =
    rotationSeconds && lastRotatedAt ? new Date(new Date(lastRotatedAt).getTime() + rotationSeconds * 1000) : null;
  return { automaticRotation: "Enabled", nextRotationAt: next, suspended: false };
}

/** BKP-93, BKP-151, BKP-152, BKP-171: what is there stands in the way; what waits for its deletion says until when (P6). */
export function standingRefusal(
  there: { isThere: boolean; isForeign: boolean; pendingUntil: Date | null } | undefined,
  exists: "RestoreKeyExists" | "RestoreSecretExists",
): DomainError | null {
  if (there?.pendingUntil) return new DomainError("RestorePendingDeletion");
  return there?.isThere || there?.isForeign ? new DomainError(exists) : null;
}

/** Where restored rows go. */
export function placeOfInstance({ pk, region, sharingMode }: InstanceModel) {
  return { region, instancePk: pk, jointInstancePk: sharingMode === "Joint" ? pk : null };
}
