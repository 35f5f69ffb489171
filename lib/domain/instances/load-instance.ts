import type { AccessState } from "@/lib/generated/prisma/enums";
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
  const arn = arnOf(region, caller, "keystore", instanceId);
  if (!row) return new Unread<Instance>(arn, "InstanceNotFound", null);
  const shared = caller === row.ownerAccountId ? undefined : await accessOf(tx, row.pk, caller);
  return new Unread(arn, "InstanceNotFound", asInstance(row), {
    arn,
    policy: null,
    tags: [],
    ...(shared && { shared }),
  });
}

/** How another account stands to an instance: what its shares came to (sharing/access.ts). */
async function accessOf(tx: Ctx | Tx, instancePk: string, accountId: string): Promise<AccessState | undefined> {
  if (accountId === "") return undefined;
  const where = { instancePk_accountId: { instancePk, accountId } };
  return (await tx.db.instancePrincipal.findUnique({ where, select: { state: true } }))?.state;
}

export function asInstance(row: InstanceModel): Instance {
  return { ...row, accountId: row.ownerAccountId };
}
