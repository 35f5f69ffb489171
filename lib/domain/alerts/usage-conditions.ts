import { accessCounts } from "@/lib/db/sharing.sql";
import { arnOf } from "../arn";
import type { Tx } from "../context";
import { vpcsUsed } from "../instances/bound-vpcs";
import type { AlertLevel, AlertName } from "./alert-rules";
import { usageSteps } from "./condition-rules";
import type { Condition } from "./judge-conditions";

/** AUD-16, AUD-17: instances of which 70 or 90 % of a quota are used; each share is a condition of its own. */
export async function usageConditions(tx: Tx): Promise<Condition[]> {
  const instances = await tx.db.instance.findMany({
    where: { saleStatus: "Normal", status: { not: "Uninitialized" } },
    select: {
      pk: true,
      instanceId: true,
      region: true,
      ownerAccountId: true,
      keyQuota: true,
      keyVersionsUsed: true,
      secretQuota: true,
      secretsUsed: true,
      accessQuota: true,
      vpcId: true,
      boundVpcs: true,
    },
  });
  const accounts = await accessCounts(tx.db);
  return instances.flatMap((instance) => [
    ...conditionsOf(instance, "Instance:KeyUsage", instance.keyVersionsUsed, instance.keyQuota),
    ...conditionsOf(instance, "Instance:SecretUsage", instance.secretsUsed, instance.secretQuota),
    // With a quota of one, the network that every enabled instance has would be an alert for ever.
    ...(instance.accessQuota > 1
      ? conditionsOf(instance, "Instance:AccessUsage", accessOf(instance, accounts), instance.accessQuota)
      : []),
  ]);
}

/** SHR-14: its networks, and other accounts. */
function accessOf(
  instance: { pk: string; vpcId: string | null; boundVpcs: unknown },
  accounts: ReadonlyMap<string, number>,
): number {
  return vpcsUsed(instance) + (accounts.get(instance.pk) ?? 0);
}

interface Of {
  instanceId: string;
  region: string;
  ownerAccountId: string;
}

function conditionsOf(instance: Of, name: AlertName, used: number, quota: number): Condition[] {
  const { instanceId, region, ownerAccountId: accountId } = instance;
  return usageSteps(used, quota).map((percent) => ({
    accountId,
    region,
    name,
    level: LEVELS[percent],
    resource: arnOf(region, accountId, "keystore", instanceId),
    status: "Normal",
    content: { instanceId, percent, used, quota },
    standing: `${name}:${percent}:${instanceId}`,
  }));
}

const LEVELS: Record<70 | 90, AlertLevel> = { 70: "INFO", 90: "WARN" };
