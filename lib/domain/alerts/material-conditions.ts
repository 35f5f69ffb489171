import type { Tx } from "../context";
import { keySubject } from "../keys/load-key";
import { expiryStage } from "./condition-rules";
import { commonOf } from "./expiry-conditions";
import type { Condition } from "./judge-conditions";

const WEEK_MS = 7 * 24 * 3600_000;

/** KEY-64: imported material that ends within 7, 3 or 1 days, or has ended, until it is imported again or deleted. */
export async function materialConditions(tx: Tx): Promise<Condition[]> {
  const horizon = new Date(tx.now().getTime() + WEEK_MS);
  const ending = await tx.db.key.findMany({
    where: { materialExpiresAt: { lte: horizon }, state: { not: "PendingDeletion" } },
    select: { keyId: true, region: true, accountId: true, materialExpiresAt: true },
  });
  return ending.flatMap(({ materialExpiresAt: endsAt, ...key }) => {
    const stage = endsAt && expiryStage(endsAt, tx.now());
    if (!stage) return [];
    const { accountId, region, arn: resource } = keySubject(key);
    const name = stage.days === 0 ? "Key:MaterialExpired" : "Key:MaterialExpiring";
    const content = { keyId: key.keyId, days: stage.days, endsAt: endsAt.toISOString() };
    // One key id may live in two regions (BKP-100).
    const common = commonOf(stage, name, `${region}:${key.keyId}`, endsAt);
    return [{ accountId, region, name, resource, content, ...common }];
  });
}
