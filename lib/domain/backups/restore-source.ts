import { z } from "zod";
import { holdAccess } from "@/lib/db/sharing.sql";
import type { BackupModel } from "@/lib/generated/prisma/models";
import { record } from "../audit/record";
import { authorize } from "../authorize";
import { businessDayOf } from "../calendar";
import type { Ctx, Tx } from "../context";
import { DomainError } from "../errors";
import { asInstance, type Instance } from "../instances/load-instance";
import { keepSharingMode } from "../sharing/access";
import { assertChanged, transaction } from "../transaction";
import { requireBound } from "./binding-store";
import { assertDayVisible } from "./list-backup-items";
import { assertBackupAllows, loadBackup } from "./load-backup";
import { restoreItems } from "./restore-batch";
import { destinationRefusal, type SavedOrigin } from "./restore-rules";
import { restoredEvent } from "./restored-event";
import { readSavedItem } from "./saved-item";
import { asSavedItem, type SavedItem } from "./saved-records";
import { openReading, SourceKeys } from "./source-keys";

/** What both restores are told: whose, from which moment, and where to. */
export const restoreSchema = z.object({
  region: z.string(),
  backupId: z.string(),
  /** A moment of a visible day, as the tabs give it with each item. */
  at: z.coerce.date(),
  /** The account that created the item; the backup's own when absent. */
  accountId: z.string().optional(),
  destination: z.object({ region: z.string(), instanceId: z.string() }),
  /** BKP-105 */
  policies: z.enum(["saved", "default"]).optional(),
});
export type RestoreInput = z.infer<typeof restoreSchema>;

/**
 * Restore Data of one item: its records are opened and checked, then it comes back whole in one transaction, with its
 * event. @throws DomainError what stands in its way
 */
export async function restoreOne(
  ctx: Ctx,
  event: "RestoreBackupKey" | "RestoreBackupSecret",
  input: RestoreInput,
  item: { kind: "key" | "secret"; id: string },
) {
  const { backup, saved, sources } = await openItem(ctx, `kms:${event}`, input, item);
  return transaction(ctx, async (tx) => {
    await assertStillBound(tx, backup);
    const instance = await restoreDestination(tx, backup, input.destination, originOf(saved));
    const into = { instance, at: input.at, sources, policies: input.policies ?? "saved" };
    const [outcome] = await restoreItems(tx, into, [saved]);
    if (!outcome?.restored) throw outcome?.refusal ?? new DomainError("InternalFailure");
    const { subject, detail } = restoredEvent({ backup, at: input.at, instance, saved, outcome });
    await record(tx, event, subject, detail);
    const { region, instanceId } = instance;
    const { versions, warnings } = outcome;
    return { arn: subject.arn, region, instanceId, versions, warnings };
  });
}

/** The backup, permitted and within its range, and the item, opened and whole; nothing is changed yet. */
async function openItem(ctx: Ctx, action: string, input: RestoreInput, item: { kind: "key" | "secret"; id: string }) {
  const found = authorize(ctx, action, await loadBackup(ctx, input));
  assertBackupAllows("restore", found);
  assertDayVisible(ctx, found, businessDayOf(input.at, ctx.deployment.timeZone));
  const backup = requireBound(found);
  const reading = await openReading(ctx, backup);
  const reference = { ...item, at: input.at, accountId: input.accountId ?? backup.accountId };
  const saved = asSavedItem(await readSavedItem(ctx, reading, reference));
  return { backup, saved, sources: await new SourceKeys(reading).of([saved]) };
}

/** Who created it, and where. */
export function originOf(saved: SavedItem): SavedOrigin {
  return saved.kind === "key" ? saved.key : saved.secret;
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
