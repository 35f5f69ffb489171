import type { BackupStore } from "@/lib/domain/backups/store";
import { FolderStore } from "./folder-store";
import { patientStore } from "./patient-store";

/** The store that the setting KMS_BACKUP_STORE names: a folder, or `s3://bucket/prefix`. The vendor's library loads only for the latter. */
export async function makeBackupStore(setting: string): Promise<BackupStore> {
  const bucket = /^s3:\/\/([^/]+)(?:\/(.*?))?\/?$/.exec(setting);
  if (!bucket) return patientStore(new FolderStore(setting));
  const { S3Store } = await import("./s3-store");
  return patientStore(new S3Store(bucket[1] as string, bucket[2] ?? "")); // the pattern's first group is never absent
}
