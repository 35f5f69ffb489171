import type { Tx } from "../context";
import { targetArn } from "../deliveries/target-rules";
import type { Condition } from "./judge-conditions";

/** A receiver that restarts is nothing that people must hear of. */
const QUIET_MS = 60_000;

/** P25: targets that have been failing for a minute; over as soon as one thing has arrived. */
export async function deliveryConditions(tx: Tx): Promise<Condition[]> {
  const failing = await tx.db.deliveryTarget.findMany({
    where: { paused: false, failingSince: { lte: new Date(tx.now().getTime() - QUIET_MS) } },
    select: { targetId: true, accountId: true, name: true, kind: true, failingSince: true, lastError: true },
  });
  return failing.flatMap(({ targetId, accountId, name: target, kind, failingSince, lastError }) => {
    if (!failingSince) return [];
    return [
      {
        accountId,
        region: tx.deployment.defaultRegion,
        name: "Delivery:Failing" as const,
        level: "WARN" as const,
        resource: targetArn(accountId, targetId),
        status: "Failed" as const,
        at: failingSince,
        content: { targetId, target, kind, reason: lastError ?? "", failureInfo: { errorCode: lastError } },
        standing: `Delivery:Failing:${targetId}`,
      },
    ];
  });
}
