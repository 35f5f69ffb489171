import type { RotationTarget } from "@/lib/generated/prisma/client";
import type { Tx } from "../../context";
import { DomainError } from "../../errors";

/**
 * Holds a target until the commit: what begins to rotate there and what takes it away wait for each other, and so do two
 * that would manage the same account. Where it leads must be what was called before.
 * @throws DomainError ChangedMeanwhile
 */
export async function lockTarget(tx: Tx, target: RotationTarget): Promise<RotationTarget> {
  const [row] = await tx.db.$queryRaw<{ updatedAt: Date }[]>`
    SELECT updated_at AS "updatedAt" FROM rotation_target WHERE pk = ${target.pk}::uuid FOR UPDATE`;
  if (row?.updatedAt.getTime() !== target.updatedAt.getTime()) throw new DomainError("ChangedMeanwhile");
  return target;
}
