import type { InstanceModel } from "@/lib/generated/prisma/models";
import { arnOf } from "../arn";
import { type Subject, Unread } from "../authorize";
import type { Ctx, Tx } from "../context";

/** An instance's row, and whose it is for `authorize`: its owner's. */
export type Instance = InstanceModel & Subject;

/**
 * The instance of that public id in a region. A released one is gone (INS-64): its row stays for orders and backups only.
 * Permission is judged on the ARN in the caller's own account (GEN-04, POL-25): it is the same whoever owns it.
 */
export async function loadInstance(tx: Ctx | Tx, region: string, instanceId: string): Promise<Unread<Instance>> {
  const row = await tx.db.instance.findFirst({ where: { instanceId, region, saleStatus: { not: "Released" } } });
  const caller = tx.actor.kind === "nobody" ? "" : (tx.actor.accountId ?? "");
  return new Unread(arnOf(region, caller, "keystore", instanceId), "InstanceNotFound", row ? asInstance(row) : null);
}

export function asInstance(row: InstanceModel): Instance {
  return { ...row, accountId: row.ownerAccountId };
}
