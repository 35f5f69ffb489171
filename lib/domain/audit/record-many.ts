import { insertEvents } from "@/lib/db/audit-rows.sql";
import type { Tx } from "../context";
import { type AuditDetail, auditRow, type Recorded } from "./record";

export interface Happening {
  event: string;
  subject: Recorded;
  detail: AuditDetail;
}

/** The events of many changes, in the transaction of those changes: each as `record` writes it. */
export async function recordMany(tx: Tx, happenings: readonly Happening[]): Promise<void> {
  const rows = happenings.map(({ event, subject, detail }) => {
    const row = auditRow(tx, event, subject, "Success", detail);
    return { ...row, leaf: Buffer.from(row.leaf).toString("hex") };
  });
  await insertEvents(tx.db, rows);
}
