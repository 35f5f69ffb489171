import { z } from "zod";
import { isAgeRecipient } from "@/lib/crypto/export-age";
import { daysOfBackup } from "@/lib/db/backup-catalogue.sql";
import { record } from "../audit/record";
import { authorize } from "../authorize";
import type { BusinessDay } from "../calendar";
import type { Ctx } from "../context";
import { DomainError } from "../errors";
import { operation } from "../operation";
import { transaction } from "../transaction";
import { type BoundBackup, requireBound } from "./binding-store";
import { openFile } from "./export-file";
import { itemsIn } from "./export-header";
import { assertDayVisible, isIndependent } from "./list-backup-items";
import { assertBackupAllows, backupSubject, loadBackup } from "./load-backup";
import { openReading } from "./source-keys";
import { holdTransfer, takePlace } from "./transfer";
import { Download } from "./transfer-download";
import { insertTransfer } from "./transfer-rows";

/**
 * Download (BKP-120): prepares the file of a day's last state (BKP-125), encrypted to a recipient whose identity was made
 * elsewhere and stays there (BKP-122, BKP-124). Nothing is read yet: Read Backup Download gives the file, part by part.
 * What others created in an independently owned instance is not in it (BKP-99).
 * @throws DomainError BackupNotFound, UnsupportedBackupType (BKP-167), BackupNotEnabled (BKP-168), BackupExpired,
 * OutOfQueryableRange, NoBackupData, InvalidRecipient, Throttled
 */
export const prepareBackupDownload = operation(
  "PrepareBackupDownload",
  {
    touches: "secrets",
    schema: z.object({ region: z.string(), backupId: z.string(), day: z.iso.date(), recipient: z.string().max(200) }),
    stepUp: true,
  },
  async (ctx, input) => {
    const found = authorize(ctx, "kms:PrepareBackupDownload", await loadBackup(ctx, input));
    assertBackupAllows("download", found);
    assertDayVisible(ctx, found, input.day);
    const { recipient, day } = input;
    if (!isAgeRecipient(recipient)) throw new DomainError("InvalidRecipient");
    const backup = requireBound(found);
    const at = await lastMomentOf(ctx, backup, day);
    const ofAccount = (await isIndependent(ctx, backup)) ? backup.accountId : undefined;
    const place = takePlace(ctx);
    try {
      const file = await openFile(ctx, await openReading(ctx, backup), { day, at, ofAccount, recipient });
      const { fileId, counts } = file.header;
      const total = itemsIn(counts);
      const transferId = await transaction(ctx, async (tx) => {
        const id = await insertTransfer(tx, { kind: "Download", backup, fileId, at, total });
        const detail = { phase: "begun", transferId: id, fileId, day, at: at.toISOString(), recipient };
        await record(tx, "PrepareBackupDownload", backupSubject(backup), detail);
        return id;
      });
      holdTransfer(ctx, new Download(ctx, transferId, backup, file, place.leave, ofAccount !== undefined));
      return { transferId, fileName: fileNameOf(backup, day), items: total };
    } catch (error) {
      place.leave();
      throw error;
    }
  },
);

/** The last complete tick of the day. */
async function lastMomentOf(ctx: Ctx, { bindingId }: BoundBackup, day: BusinessDay): Promise<Date> {
  const [row] = await daysOfBackup(ctx.db, bindingId, day, day);
  if (!row?.lastTick) throw new DomainError("NoBackupData");
  return row.lastTick;
}

/** What every file system takes, and a header of HTTP too. */
export function fileNameOf({ alias, backupId }: { alias: string | null; backupId: string }, day: BusinessDay): string {
  const name = (alias ?? "")
    .replaceAll(/[^\p{L}\p{N}._-]+/gu, "-")
    .replaceAll(/^[-.]+|[-.]+$/g, "")
    .slice(0, 80);
  return `${name || backupId}_${day}.age`;
}
