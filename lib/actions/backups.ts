"use server";

import type { z } from "zod";
import { deleteBackup } from "@/lib/domain/backups/delete-backup";
import { enableBackup } from "@/lib/domain/backups/enable-backup";
import { resetBackup } from "@/lib/domain/backups/reset-backup";
import { restoreBackupKey } from "@/lib/domain/backups/restore-backup-key";
import { restoreBackupSecret } from "@/lib/domain/backups/restore-backup-secret";
import type { RestoreWarning } from "@/lib/domain/backups/restore-rules";
import { startBackupDrill } from "@/lib/domain/backups/start-backup-drill";
import { startBackupVerification } from "@/lib/domain/backups/start-backup-verification";
import type { ActionResult } from "./result";
import { runOperation } from "./run-operation";

interface Restored {
  region: string;
  instanceId: string;
  warnings: RestoreWarning[];
}

export async function enableBackupAction(
  input: z.input<typeof enableBackup.schema>,
): Promise<ActionResult<{ backupId: string; instanceId: string; alsoIn: string[] }>> {
  return runOperation(enableBackup, input);
}

export async function restoreBackupKeyAction(
  input: z.input<typeof restoreBackupKey.schema>,
): Promise<ActionResult<Restored & { keyId: string }>> {
  return runOperation(restoreBackupKey, input);
}

export async function restoreBackupSecretAction(
  input: z.input<typeof restoreBackupSecret.schema>,
): Promise<ActionResult<Restored & { name: string }>> {
  return runOperation(restoreBackupSecret, input);
}

export async function resetBackupAction(
  input: z.input<typeof resetBackup.schema>,
): Promise<ActionResult<{ backupId: string }>> {
  return runOperation(resetBackup, input);
}

export async function deleteBackupAction(
  input: z.input<typeof deleteBackup.schema>,
): Promise<ActionResult<{ backupId: string }>> {
  return runOperation(deleteBackup, input);
}

// Orders of purchased backups (BKP-70, BKP-82, BKP-110).

export async function startBackupVerificationAction(
  input: z.input<typeof startBackupVerification.schema>,
): Promise<ActionResult<{ reportId: string }>> {
  return runOperation(startBackupVerification, input);
}

export async function startBackupDrillAction(
  input: z.input<typeof startBackupDrill.schema>,
): Promise<ActionResult<{ reportId: string }>> {
  return runOperation(startBackupDrill, input);
}
