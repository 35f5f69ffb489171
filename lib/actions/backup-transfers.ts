"use server";

import type { z } from "zod";
import { beginBackupUpload, type UploadedContents } from "@/lib/domain/backups/begin-backup-upload";
import { cancelBackupTransfer } from "@/lib/domain/backups/cancel-backup-transfer";
import { type BackupTransferView, describeBackupTransfer } from "@/lib/domain/backups/describe-backup-transfer";
import { prepareBackupDownload } from "@/lib/domain/backups/prepare-backup-download";
import type { ActionResult } from "./result";
import { runOperation } from "./run-operation";

// Files (BKP-120..131). Their bytes go over routes of their own.

export async function prepareBackupDownloadAction(
  input: z.input<typeof prepareBackupDownload.schema>,
): Promise<ActionResult<{ transferId: string; fileName: string; items: number }>> {
  return runOperation(prepareBackupDownload, input);
}

/** The head comes as a file of its own: as numbers it would be longer than an action may be. */
export async function beginBackupUploadAction({
  head,
  ...input
}: Omit<z.input<typeof beginBackupUpload.schema>, "head"> & { head: Blob }): Promise<
  ActionResult<{ transferId: string; contents: UploadedContents }>
> {
  return runOperation(beginBackupUpload, { ...input, head: new Uint8Array(await head.arrayBuffer()) });
}

export async function describeBackupTransferAction(
  input: z.input<typeof describeBackupTransfer.schema>,
): Promise<ActionResult<BackupTransferView>> {
  return runOperation(describeBackupTransfer, input);
}

export async function cancelBackupTransferAction(
  input: z.input<typeof cancelBackupTransfer.schema>,
): Promise<ActionResult<unknown>> {
  return runOperation(cancelBackupTransfer, input);
}
