import { createManagedSecret } from "@/lib/domain/secrets/create-managed-secret";
import { rotateSecret } from "@/lib/domain/secrets/rotate-secret";
import { checkRotationTarget } from "@/lib/domain/secrets/targets/check-rotation-target";
import { createRotationTarget } from "@/lib/domain/secrets/targets/create-rotation-target";
import { deleteRotationTarget } from "@/lib/domain/secrets/targets/delete-rotation-target";
import { listRotationTargets } from "@/lib/domain/secrets/targets/list-rotation-targets";
import { updateRotationTarget } from "@/lib/domain/secrets/targets/update-rotation-target";

// What the gateway runs of managed secrets and the targets where they rotate.

export const TARGET_WRITES = [
  createManagedSecret,
  createRotationTarget,
  updateRotationTarget,
  deleteRotationTarget,
  checkRotationTarget,
] as const;

/** For `kms secret` on the machine. */
export const TARGETS_OF_OPERATOR = [
  listRotationTargets,
  createRotationTarget,
  checkRotationTarget,
  deleteRotationTarget,
  rotateSecret,
] as const;
