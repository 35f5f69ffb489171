import { lockPrincipals } from "@/lib/db/sharing.sql";
import { record } from "../audit/record";
import type { Tx } from "../context";
import { recordedInstance } from "../instances/change-instance";
import type { Instance } from "../instances/load-instance";

/** With the instance itself ends who it was shared with; shares that are left empty stay, as they may be filled again. */
export async function endAllAccess(tx: Tx, instance: Instance): Promise<void> {
  const { pk: instancePk, instanceId, ownerAccountId } = instance;
  await lockPrincipals(tx, instancePk);
  const active = await tx.db.instancePrincipal.findMany({ where: { instancePk, state: "Active" } });
  await tx.db.shareInstance.deleteMany({ where: { instancePk } });
  await tx.db.instancePrincipal.deleteMany({ where: { instancePk } });
  for (const { accountId } of active) {
    for (const side of [accountId, ownerAccountId]) {
      const subject = { ...recordedInstance(instance), accountId: side };
      await record(tx, "LoseSharedInstance", subject, { instanceId, ownerAccountId, principalAccountId: accountId });
    }
  }
}
