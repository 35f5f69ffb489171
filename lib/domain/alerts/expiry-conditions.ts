import { resourcesOfOthers } from "@/lib/db/sharing.sql";
import { arnOf } from "../arn";
import type { Tx } from "../context";
import { releaseDueAt } from "../instances/release-date";
import type { AlertLevel, AlertName } from "./alert-rules";
import { type ExpiryStage, expiryStage } from "./condition-rules";
import type { Condition } from "./judge-conditions";

const WEEK_MS = 7 * 24 * 3600_000;
const LEVELS: Record<ExpiryStage["days"], AlertLevel> = { 7: "INFO", 3: "WARN", 1: "CRITICAL", 0: "CRITICAL" };

/**
 * AUD-19: subscriptions that end within 7, 3 or 1 days, or have ended, until they are renewed or released. Other accounts
 * that hold keys or secrets in one are told too (SHR-20): they cannot renew it, and what they hold can be restored nowhere
 * else (BKP-98).
 */
export async function expiryConditions(tx: Tx): Promise<Condition[]> {
  const horizon = new Date(tx.now().getTime() + WEEK_MS);
  const ending = await tx.db.instance.findMany({
    where: { saleStatus: { not: "Released" }, endsAt: { lte: horizon } },
    select: { pk: true, instanceId: true, region: true, ownerAccountId: true, endsAt: true },
  });
  const conditions: Condition[] = [];
  for (const { pk, instanceId, region, ownerAccountId, endsAt } of ending) {
    const stage = endsAt && expiryStage(endsAt, tx.now());
    if (!stage) continue;
    const releaseAt = releaseDueAt(endsAt, tx.deployment.timeZone).toISOString();
    const content = { instanceId, days: stage.days, endsAt: endsAt.toISOString(), releaseAt };
    const common = { region, resource: arnOf(region, ownerAccountId, "keystore", instanceId) };
    const raise = (accountId: string, name: AlertName, more: object = {}) =>
      conditions.push({
        ...{ ...common, accountId, name, content: { ...content, ...more } },
        ...commonOf(stage, name, instanceId, endsAt),
      });
    const isOver = stage.days === 0;
    raise(ownerAccountId, isOver ? "Instance:Expired" : "Instance:Expiring");
    for (const { accountId, ...held } of await resourcesOfOthers(tx.db, pk, tx.now()))
      raise(accountId, isOver ? "Instance:SharedExpired" : "Instance:SharedExpiring", { ownerAccountId, ...held });
  }
  return conditions;
}

/** The end is part of the name: after a renewal the next end is another condition. */
export function commonOf(stage: ExpiryStage, name: string, id: string, endsAt: Date) {
  const standing = `${name}:${stage.days}:${id}:${endsAt.toISOString()}`;
  return { level: LEVELS[stage.days], status: "Normal" as const, at: stage.at, standing };
}
