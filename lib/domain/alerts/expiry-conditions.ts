import { arnOf } from "../arn";
import type { Tx } from "../context";
import { releaseDueAt } from "../instances/release-date";
import type { AlertLevel } from "./alert-rules";
import { type ExpiryStage, expiryStage } from "./condition-rules";
import type { Condition } from "./judge-conditions";

const WEEK_MS = 7 * 24 * 3600_000;
const LEVELS: Record<ExpiryStage["days"], AlertLevel> = { 7: "INFO", 3: "WARN", 1: "CRITICAL", 0: "CRITICAL" };

/** AUD-19: subscriptions that end within 7, 3 or 1 days, or have ended, until they are renewed or released. */
export async function expiryConditions(tx: Tx): Promise<Condition[]> {
  const horizon = new Date(tx.now().getTime() + WEEK_MS);
  const ending = await tx.db.instance.findMany({
    where: { saleStatus: { not: "Released" }, endsAt: { lte: horizon } },
    select: { instanceId: true, region: true, ownerAccountId: true, endsAt: true },
  });
  return ending.flatMap(({ instanceId, region, ownerAccountId: accountId, endsAt }) => {
    const stage = endsAt && expiryStage(endsAt, tx.now());
    if (!stage) return [];
    const name = stage.days === 0 ? "Instance:Expired" : "Instance:Expiring";
    const releaseAt = releaseDueAt(endsAt, tx.deployment.timeZone).toISOString();
    const content = { instanceId, days: stage.days, endsAt: endsAt.toISOString(), releaseAt };
    const resource = arnOf(region, accountId, "keystore", instanceId);
    return [{ accountId, region, name, resource, content, ...commonOf(stage, name, instanceId, endsAt) }];
  });
}

/** The end is part of the name: after a renewal the next end is another condition. */
export function commonOf(stage: ExpiryStage, name: string, id: string, endsAt: Date) {
  const standing = `${name}:${stage.days}:${id}:${endsAt.toISOString()}`;
  return { level: LEVELS[stage.days], status: "Normal" as const, at: stage.at, standing };
}
