import { countStanding, insertStanding } from "@/lib/db/alerts.sql";
import type { Prisma } from "@/lib/generated/prisma/client";
import type { Tx } from "../context";
import { ALERTS, type AlertLevel, type AlertName } from "./alert-rules";

export interface RaisedAlert {
  accountId: string;
  region: string;
  level: AlertLevel;
  name: AlertName;
  /** ARN */
  resource: string;
  status: "Normal" | "Failed";
  /** Facts for whoever reads it: short, and never a value, a password or key material (AUD-05). */
  content: Prisma.InputJsonObject;
  /** What its condition is known by; for those that happen, absent. */
  standing?: string;
  /** When it came to be, where that is not now: a date that passed while nobody looked. */
  at?: Date;
  /** How often, of what repeats. */
  times?: number;
}

/**
 * Raises an alert in the transaction of what causes it: neither is there without the other. A condition that stands
 * already is not raised again; what repeats is counted (see alert-rules.ts).
 */
export async function raiseAlert(tx: Tx, alert: RaisedAlert): Promise<void> {
  const { standing, times = 1, at = tx.now(), ...told } = alert;
  const row = { ...told, pk: tx.newId(), at, lastAt: tx.now() };
  if (standing === undefined) {
    await tx.db.alert.createMany({ data: [row] });
  } else if (ALERTS[alert.name] === "repeats") {
    await countStanding(tx.db, { ...row, standing }, times);
  } else {
    await insertStanding(tx.db, { ...row, standing });
  }
}
