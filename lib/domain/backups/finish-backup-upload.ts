import { z } from "zod";
import { containerArn } from "../arn";
import { authorizeArn } from "../authorize";
import { operation } from "../operation";
import { dropTransfer, withTransfer } from "./transfer";
import type { Upload } from "./transfer-upload";

/**
 * The whole file has come: what is in it becomes a backup of type Upload, in one transaction, or nothing does (BKP-128).
 * @throws DomainError BackupTransferOver, BackupFileTruncated, BackupFileAltered, BackupStoreUnavailable
 */
export const finishBackupUpload = operation(
  "FinishBackupUpload",
  { touches: "secrets", schema: z.object({ transferId: z.string() }) },
  async (ctx, { transferId }) =>
    withTransfer<Upload, { backupId: string }>(ctx, transferId, "Upload", async (upload) => {
      const { region, accountId } = upload.backup;
      authorizeArn(ctx, "kms:BeginBackupUpload", containerArn(region, accountId, "backup"));
      const finished = await upload.finish();
      dropTransfer(upload);
      return finished;
    }),
);
