import { takeJudgingOfAlerts } from "@/lib/db/alerts.sql";
import type { Ctx, Tx } from "../context";
import { transaction } from "../transaction";
import { type AlertName, forgottenBefore, namesThat } from "./alert-rules";
import { backupConditions } from "./backup-conditions";
import { billingConditions, OVERDRAWN } from "./billing-conditions";
import { deliveryConditions } from "./delivery-conditions";
import { expiryConditions } from "./expiry-conditions";
import { materialConditions } from "./material-conditions";
import { type RaisedAlert, raiseAlert } from "./raise-alert";
import { rotationConditions } from "./rotation-conditions";
import { secretRotationConditions } from "./secret-rotation-conditions";
import { systemBackupConditions } from "./system-backup-conditions";
import { usageConditions } from "./usage-conditions";

/** An alert whose condition the rows say stands now. */
export type Condition = RaisedAlert & { standing: string };

interface Told {
  raised: number;
  ended: number;
}

const TIMEOUT_MS = 60_000;

/**
 * Compares what the rows say now with the alerts that stand: raises what is new, ends what is over. Nothing is counted
 * from call to call, so a worker that was away for days tells what is true when it is back, and two tell it once. Returns
 * how many were raised and ended.
 */
export async function judgeConditions(ctx: Ctx): Promise<Told> {
  const usual = namesThat("stands").filter((name) => name !== OVERDRAWN);
  const told = await judge(ctx, usual, conditionsNow);
  // By itself: books only grow, and what takes too long to sum keeps nobody from hearing of the rest.
  const ofMoney = await judge(ctx, [OVERDRAWN], billingConditions);
  return { raised: told.raised + ofMoney.raised, ended: told.ended + ofMoney.ended };
}

async function judge(ctx: Ctx, names: AlertName[], conditionsOf: (tx: Tx) => Promise<Condition[]>): Promise<Told> {
  return transaction(
    ctx,
    async (tx) => {
      if (!(await takeJudgingOfAlerts(tx.db))) return { raised: 0, ended: 0 };
      const standing = await tx.db.alert.findMany({
        where: { name: { in: names }, endedAt: null },
        select: { pk: true, accountId: true, standing: true, lastAt: true },
      });
      const conditions = new Map((await conditionsOf(tx)).map((condition) => [keyOf(condition), condition]));
      // One that has stood until nobody is shown it any more is told anew: a reminder (AUD-06).
      const goesOn = standing.filter(
        (alert) => conditions.has(keyOf(alert)) && alert.lastAt >= forgottenBefore(tx.now()),
      );
      const kept = new Set(goesOn.map(({ pk }) => pk));
      const over = standing.filter((alert) => !kept.has(alert.pk)).map(({ pk }) => pk);
      await tx.db.alert.updateMany({ where: { pk: { in: over } }, data: { endedAt: tx.now() } });
      for (const alert of goesOn) conditions.delete(keyOf(alert));
      for (const condition of conditions.values()) await raiseAlert(tx, condition);
      return { raised: conditions.size, ended: over.length };
    },
    { timeoutMs: TIMEOUT_MS },
  );
}

async function conditionsNow(tx: Tx): Promise<Condition[]> {
  const usage = await usageConditions(tx);
  const expiry = await expiryConditions(tx);
  const backups = await backupConditions(tx);
  const material = await materialConditions(tx);
  const rotations = await rotationConditions(tx);
  const secrets = await secretRotationConditions(tx);
  const deliveries = await deliveryConditions(tx);
  const system = await systemBackupConditions(tx);
  return [...usage, ...expiry, ...backups, ...material, ...rotations, ...secrets, ...deliveries, ...system];
}

const keyOf = ({ accountId, standing }: { accountId: string; standing: string | null }) => `${accountId} ${standing}`;
