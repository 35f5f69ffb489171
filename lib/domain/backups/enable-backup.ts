import { z } from "zod";
import { record } from "../audit/record";
import { authorize } from "../authorize";
import type { Tx } from "../context";
import { DomainError } from "../errors";
import { isInstanceName } from "../instances/instance-rules";
import { operation } from "../operation";
import { assertChanged, transaction } from "../transaction";
import { newBinding } from "./bind-backup";
import { assertBackupAllows, backupSubject, loadBackup } from "./load-backup";
import { sourceRefusal } from "./source-rules";

/**
 * Enable Backup (BKP-73..76): binds a Default or Paid backup to a software instance of its region that the account owns,
 * enabled, or expired and not yet released. The worker takes the first full at once (BKP-30).
 * `alsoIn` names other manual backups of that instance: a warning, no refusal (BKP-75).
 * @throws DomainError BackupNotFound, BackupAlreadyEnabled, UnsupportedBackupType, BackupExpired, InvalidSourceInstance,
 * ImageVersionTooLow, RestoreNotOwner, InvalidBackupAlias
 */
export const enableBackup = operation(
  "EnableBackup",
  {
    touches: "secrets",
    schema: z.object({
      region: z.string(),
      backupId: z.string(),
      instanceId: z.string().min(1),
      alias: z.string().max(1000).optional(),
    }),
  },
  async (ctx, input) =>
    transaction(ctx, async (tx) => {
      const backup = authorize(tx, "kms:EnableBackup", await loadBackup(tx, input));
      assertBackupAllows("enable", backup);
      const alias = input.alias || null;
      // BKP-76: the rules of an instance's alias.
      if (alias !== null && !isInstanceName(alias)) throw new DomainError("InvalidBackupAlias");
      const instance = await sourceInstance(tx, backup, input.instanceId);
      const binding = await newBinding(tx, instance);
      const { pk, revision } = backup;
      assertChanged(await tx.db.backup.updateMany({ where: { pk, revision }, data: { ...binding, alias } }));
      await record(tx, "EnableBackup", backupSubject(backup), { instanceId: instance.instanceId, alias: alias ?? "" });
      const others = await tx.db.backup.findMany({
        where: { instancePk: instance.pk, state: "Enabled", type: { in: ["Default", "Paid"] }, pk: { not: pk } },
        select: { backupId: true },
      });
      return {
        backupId: backup.backupId,
        instanceId: instance.instanceId,
        alsoIn: others.map(({ backupId }) => backupId),
      };
    }),
);

/** BKP-74. What is shared with the account is not its to back up, and it is told so (BKP-157). */
async function sourceInstance(tx: Tx, backup: { region: string; accountId: string }, instanceId: string) {
  const { region, accountId } = backup;
  const instance = await tx.db.instance.findFirst({ where: { instanceId, region } });
  if (!instance) throw new DomainError("InvalidSourceInstance");
  if (instance.ownerAccountId !== accountId) {
    const where = { instancePk: instance.pk, accountId, state: "Active" } as const;
    const isPrincipal = (await tx.db.instancePrincipal.count({ where })) > 0;
    throw new DomainError(isPrincipal ? "RestoreNotOwner" : "InvalidSourceInstance");
  }
  const refusal = sourceRefusal(instance, tx.now());
  if (refusal) throw new DomainError(refusal);
  return instance;
}
