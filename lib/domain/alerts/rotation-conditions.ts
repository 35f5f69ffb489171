import type { KeyModel } from "@/lib/generated/prisma/models";
import { arnOf } from "../arn";
import type { Tx } from "../context";
import type { Condition } from "./judge-conditions";

/** KEY-77: keys whose rotation failed; over once they rotate, or are to rotate no more. */
export async function rotationConditions(tx: Tx): Promise<Condition[]> {
  const keys = await tx.db.key.findMany({
    where: { rotationError: { not: null }, automaticRotation: "Enabled" },
    select: { accountId: true, region: true, keyId: true, rotationError: true, nextRotationAt: true },
  });
  return keys.map((key) => rotationFailed(key, tx.now()));
}

type FailedKey = Pick<KeyModel, "accountId" | "region" | "keyId" | "rotationError" | "nextRotationAt">;

export function rotationFailed(key: FailedKey, now: Date): Condition {
  const { accountId, region, keyId, rotationError, nextRotationAt } = key;
  return {
    accountId,
    region,
    name: "Key:RotateKey:Failure",
    level: "CRITICAL",
    resource: arnOf(region, accountId, "key", keyId),
    status: "Failed",
    at: now,
    content: {
      keyId,
      reason: rotationError ?? "",
      ...(nextRotationAt && { dueAt: nextRotationAt.toISOString() }),
      failureInfo: { errorCode: rotationError },
    },
    standing: `Key:RotateKey:Failure:${region}:${keyId}`,
  };
}
