import { z } from "zod";
import { containerArn } from "../arn";
import { authorizeArn } from "../authorize";
import { operation } from "../operation";
import { withTransfer } from "./transfer";
import type { Upload } from "./transfer-upload";

/** Bytes travel as base64 in a frame of at most 8 MiB. */
export const PART_MAX_BYTES = 4 * 1024 * 1024;

/**
 * The next part of a file after its head, for whoever began it. What is wrong with it ends the upload at once, and
 * nothing of it is left; one out of turn is refused, and the upload goes on.
 * @throws DomainError BackupTransferOver, BackupFileTruncated, BackupFileAltered, InvalidParameter
 */
export const writeBackupUpload = operation(
  "WriteBackupUpload",
  {
    touches: "secrets",
    schema: z.object({
      transferId: z.string(),
      part: z.int().min(0),
      bytes: z.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length <= PART_MAX_BYTES),
    }),
  },
  async (ctx, { transferId, part, bytes }) =>
    withTransfer<Upload, { done: number; total: number }>(ctx, transferId, "Upload", (upload) => {
      const { region, accountId } = upload.backup;
      authorizeArn(ctx, "kms:BeginBackupUpload", containerArn(region, accountId, "backup"));
      return upload.write(part, bytes);
    }),
);
