"use client";

import dynamic from "next/dynamic";

// Loaded when the address opens one; the pages load none of them.
export const EnableBackupLazy = dynamic(() => import("./enable-backup-panel").then((file) => file.EnableBackupPanel), {
  ssr: false,
});
export const RestoreDataLazy = dynamic(() => import("./restore-data-panel").then((file) => file.RestoreDataPanel), {
  ssr: false,
});
export const ResetBackupLazy = dynamic(() => import("./reset-backup-dialog").then((file) => file.ResetBackupDialog), {
  ssr: false,
});
export const DownloadBackupLazy = dynamic(
  () => import("./download-backup-dialog").then((file) => file.DownloadBackupDialog),
  { ssr: false },
);
export const UploadBackupLazy = dynamic(() => import("./upload-backup-panel").then((file) => file.UploadBackupPanel), {
  ssr: false,
});

// The forms of money in scripts of their own.
export const BackupPurchase = dynamic(() => import("./backup-purchase-form"));
export const BackupExtension = dynamic(() => import("./backup-extension-form"));
