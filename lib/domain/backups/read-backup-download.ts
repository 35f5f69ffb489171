import { z } from "zod";
import { accountOf, authorize } from "../authorize";
import { DomainError } from "../errors";
import { operation } from "../operation";
import { isIndependent } from "./list-backup-items";
import { loadBackup } from "./load-backup";
import { fileNameOf } from "./prepare-backup-download";
import { withTransfer } from "./transfer";
import type { Download, DownloadPart } from "./transfer-download";

/**
 * The next part of a prepared file, for whoever prepared it and is still permitted to. The one given last can be asked
 * for again. @throws DomainError BackupTransferOver, BackupNotFound, BackupNotEnabled, BackupDamaged, InvalidParameter
 */
export const readBackupDownload = operation(
  "ReadBackupDownload",
  { touches: "secrets", schema: z.object({ transferId: z.string(), part: z.int().min(0) }) },
  async (ctx, { transferId, part }): Promise<DownloadPart & { fileName: string }> => {
    accountOf(ctx);
    return withTransfer<Download, DownloadPart & { fileName: string }>(
      ctx,
      transferId,
      "Download",
      async (download) => {
        const { backupId, region } = download.backup;
        const backup = authorize(ctx, "kms:PrepareBackupDownload", await loadBackup(ctx, { region, backupId }));
        if (backup.bindingId !== download.backup.bindingId) throw new DomainError("BackupNotEnabled");
        // BKP-99: jointly owned no more since it was prepared.
        if (!download.isOwnersAlone && (await isIndependent(ctx, backup))) throw new DomainError("BackupTransferOver");
        const answer = await download.part(part);
        return { ...answer, fileName: fileNameOf(backup, download.day) };
      },
    );
  },
);
