import { beginBackupUpload } from "@/lib/domain/backups/begin-backup-upload";
import { cancelBackupTransfer } from "@/lib/domain/backups/cancel-backup-transfer";
import { finishBackupUpload } from "@/lib/domain/backups/finish-backup-upload";
import { prepareBackupDownload } from "@/lib/domain/backups/prepare-backup-download";
import { readBackupDownload } from "@/lib/domain/backups/read-backup-download";
import { writeBackupUpload } from "@/lib/domain/backups/write-backup-upload";

/** Files of backups, out and in: the console's and the command line's alike. Their streams live in this process. */
export const BACKUP_FILES = [
  prepareBackupDownload,
  readBackupDownload,
  beginBackupUpload,
  writeBackupUpload,
  finishBackupUpload,
  cancelBackupTransfer,
] as const;
