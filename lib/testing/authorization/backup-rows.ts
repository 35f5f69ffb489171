import { randomUuid } from "@/lib/crypto/random";
import { businessDayOf } from "@/lib/domain/calendar";
import { type Landscape, REGION } from "./landscape";
import { permission, type Row } from "./row";

// Backups, and what is done with what they hold.

const backup = (at: Landscape) => at.arn("backup", at.backupId);
const today = () => businessDayOf(new Date(), "Asia/Shanghai").toString();

const onBackup = (action: string, more: Record<string, unknown> = {}): Row =>
  permission(
    (at) => [[`kms:${action}`, backup(at)]],
    (at) => ({ region: REGION, backupId: at.backupId, ...more }),
    "BackupNotFound",
  );
/** A list, or a count of one, on its container (ACC-05). */
const onBackups = (action: string): Row =>
  permission(
    (at) => [[`kms:${action}`, at.arn("backup")]],
    () => ({ region: REGION }),
  );

/** Permission is judged on the backup that it restores from. */
const onRestore = (action: string, more: Record<string, unknown> = {}): Row =>
  permission(
    (at) => [[`kms:${action}`, backup(at)]],
    (at) => ({ region: REGION, restoreId: at.restoreId, ...more }),
    "RestoreNotFound",
  );

const ofTransfer = (more: Record<string, unknown> = {}): Row =>
  permission(
    () => [],
    () => ({ transferId: "trf-none", ...more }),
  );

export const BACKUP_ROWS: Readonly<Record<string, Row>> = {
  ListBackups: onBackups("ListBackups"),
  BackupCoverage: onBackups("ListBackups"),
  DescribeBackup: onBackup("DescribeBackup"),
  BackupCalendar: onBackup("DescribeBackup"),
  ListBackupTicks: onBackup("DescribeBackup", { day: today() }),
  ListBackupItems: onBackup("DescribeBackup", { day: today(), tab: "fullKeys" }),
  ListRestoreDestinations: onBackup("DescribeBackup", {
    item: { kind: "key", id: "x", accountId: "x", versions: 1, encryptionKeyId: null },
  }),
  CreateRestorePlan: permission(
    (at) => [
      ["kms:RestoreBackupKey", backup(at)],
      ["kms:RestoreBackupSecret", backup(at)],
    ],
    (at) => ({
      region: REGION,
      backupId: at.backupId,
      at: new Date(),
      scope: { kind: "all" },
      destination: { region: REGION, instanceId: at.instanceId },
    }),
    "BackupNotFound",
  ),
  ListRestores: onBackup("DescribeBackup"),
  DescribeRestore: onRestore("DescribeBackup"),
  ListRestoreItems: onRestore("DescribeBackup"),
  StartRestore: onRestore("RestoreBackupKey"),
  StopRestore: onRestore("RestoreBackupKey"),
  DiscardRestore: onRestore("RestoreBackupKey"),
  CompareBackup: onBackup("DescribeBackup", { from: new Date(), to: null, kind: "key" }),
  StartBackupVerification: onBackup("StartBackupVerification"),
  StartBackupDrill: onBackup("StartBackupDrill"),
  ListBackupReports: onBackup("DescribeBackup"),
  DescribeBackupReport: permission(
    (at) => [["kms:DescribeBackup", backup(at)]],
    (at) => ({ region: REGION, backupId: at.backupId, reportId: at.reportId }),
    "BackupNotFound",
  ),
  EnableBackup: permission(
    (at) => [["kms:EnableBackup", backup(at)]],
    (at) => ({ region: REGION, backupId: at.backupId, instanceId: at.instanceId }),
    "BackupNotFound",
  ),
  ListSourceInstances: onBackup("DescribeBackup"),
  DescribeResetImpact: onBackup("DescribeBackup"),
  ResetBackup: onBackup("ResetBackup", { confirm: "x" }),
  DeleteBackup: onBackup("DeleteBackup", { confirm: "x" }),
  CreateBackupOrder: permission(
    (at) => [["kms:CreateBackupOrder", at.arn("backup")]],
    () => ({ region: REGION, viewableDays: 7, quantity: 1, months: 1, clientToken: "backup-order" }),
  ),
  CreateBackupRenewalOrder: onBackup("CreateBackupRenewalOrder", { months: 1, clientToken: "backup-renewal" }),
  CreateBackupExtensionOrder: onBackup("CreateBackupExtensionOrder", { viewableDays: 8, clientToken: "backup-days" }),
  RestoreBackupKey: permission(
    (at) => [["kms:RestoreBackupKey", backup(at)]],
    (at) => ({
      region: REGION,
      backupId: at.backupId,
      at: new Date(),
      keyId: at.keyId,
      destination: { region: REGION, instanceId: at.instanceId },
    }),
    "BackupNotFound",
  ),
  RestoreBackupSecret: permission(
    (at) => [["kms:RestoreBackupSecret", backup(at)]],
    (at) => ({
      region: REGION,
      backupId: at.backupId,
      at: new Date(),
      name: at.secret,
      destination: { region: REGION, instanceId: at.instanceId },
    }),
    "BackupNotFound",
  ),
  PrepareBackupDownload: onBackup("PrepareBackupDownload", { day: today(), recipient: `age1${"q".repeat(58)}` }),
  BeginBackupUpload: permission(
    (at) => [["kms:BeginBackupUpload", at.arn("backup")]],
    () => ({ region: REGION, name: "matrix", decryptionKey: "none", head: new Uint8Array() }),
  ),
  // Whoever began it goes on with it, and nobody else; then what it began with is asked for again.
  ReadBackupDownload: ofTransfer({ part: 0 }),
  WriteBackupUpload: ofTransfer({ part: 0, bytes: new Uint8Array() }),
  FinishBackupUpload: ofTransfer(),
  CancelBackupTransfer: ofTransfer(),
  DescribeBackupTransfer: ofTransfer(),
  RunBackups: { kind: "operator", input: () => ({}) },
  VerifyBackups: { kind: "operator", input: () => ({}) },
  DrillBackups: { kind: "operator", input: () => ({}) },
  RebuildFromStore: { kind: "operator", input: () => ({}) },
  RestoreInstallation: { kind: "open", input: () => ({ token: "x", installationId: randomUuid() }) },
  TakeSystemBackup: { kind: "operator", input: () => ({}) },
  ListSystemBackups: { kind: "operator", input: () => ({}) },
};
