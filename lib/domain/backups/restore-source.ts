import { z } from "zod";
import { holdAccess } from "@/lib/db/sharing.sql";
import type { BackupModel } from "@/lib/generated/prisma/models";
import { authorize } from "../authorize";
import { businessDayOf } from "../calendar";
import type { Ctx, Tx } from "../context";
import { DomainError } from "../errors";
import { asInstance, type Instance } from "../instances/load-instance";
import { keepSharingMode } from "../sharing/access";
import { assertChanged } from "../transaction";
import { currentWrappingKey } from "../wrapping-keys";
import { namesOfBackup, requireBound, storeOf } from "./binding-store";
import { assertDayVisible } from "./list-backup-items";
import { assertBackupAllows, loadBackup } from "./load-backup";
import type { BackupRecord } from "./record-schema";
import { destinationRefusal, type SavedOrigin } from "./restore-rules";
import { readSavedItem } from "./saved-item";

/** What both restores are told: whose, from which moment, and where to. */
export const restoreSchema = z.object({
  region: z.string(),
  backupId: z.string(),
  /** A moment of a visible day, as the tabs give it with each item. */
  at: z.coerce.date(),
  /** The account that created the item; the backup's own when absent. */
  accountId: z.string().optional(),
  destination: z.object({ region: z.string(), instanceId: z.string() }),
});
export type RestoreInput = z.infer<typeof restoreSchema>;

/** The backup, permitted and within its range, and the item's records, opened and checked; nothing is changed yet. */
export async function openSavedItem(
  ctx: Ctx,
  action: "kms:RestoreBackupKey" | "kms:RestoreBackupSecret",
  input: RestoreInput,
  item: { kind: "key" | "secret"; id: string },
) {
  const found = authorize(ctx, action, await loadBackup(ctx, input));
  assertBackupAllows("restore", found);
  assertDayVisible(ctx, found, businessDayOf(input.at, ctx.deployment.timeZone));
  const backup = requireBound(found);
  const store = storeOf(ctx);
  const names = await namesOfBackup(ctx, backup);
  const backupKey = await currentWrappingKey(ctx, "Backup", backup.bindingId);
  const reference = { ...item, at: input.at, accountId: input.accountId ?? backup.accountId };
  const reading = { store, names, backup, backupKey };
  const records: readonly BackupRecord[] = await readSavedItem(ctx, reading, reference);
  return { ...reading, records };
}

/** The destination, or why it cannot take the item (BKP-91, BKP-98, BKP-156); a share that lets it in lasts until the commit. */
export async function restoreDestination(
  tx: Tx,
  backup: BackupModel,
  asked: RestoreInput["destination"],
  saved: SavedOrigin,
): Promise<Instance> {
  const access = (await holdAccess(tx, asked.instanceId, saved.account)) ?? null;
  const row = await tx.db.instance.findFirst({ where: { instanceId: asked.instanceId, region: asked.region } });
  const refusal = destinationRefusal(row, backup.accountId, saved, access, tx.now());
  if (refusal || !row) throw new DomainError(refusal ?? "RestoreDestinationInvalid");
  await keepSharingMode(tx, row);
  return asInstance(row);
}

/** The backup was not reset, nor bound anew, since its records were read. */
export async function assertStillBound(tx: Tx, backup: BackupModel): Promise<void> {
  const { pk, bindingId } = backup;
  assertChanged({ count: await tx.db.backup.count({ where: { pk, bindingId, state: "Enabled" } }) });
}
