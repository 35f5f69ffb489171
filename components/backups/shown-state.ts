import type { StateOf } from "@/components/patterns/state-table";
import type { BackupView } from "@/lib/domain/backups/backup-view";

export type ShownBackupState = StateOf<"backup">;

/** Damage and lateness are laid over Enabled: they replace its badge, because they are what must be seen (P7). */
export function shownState(backup: Pick<BackupView, "state" | "late" | "verifyError">): ShownBackupState {
  if (backup.state !== "Enabled") return backup.state;
  if (backup.verifyError !== null) return "Damaged";
  return backup.late ? "Late" : "Enabled";
}

/** Enabled, but nothing of it can be restored yet: the first full is on its way (BKP-30), and the page looks again. */
export function awaitsFirstRun(backup: Pick<BackupView, "state" | "range">): boolean {
  return backup.state === "Resetting" || (backup.state === "Enabled" && backup.range === null);
}

/** What people call it: its alias, or its ID as long as it has none. */
export function calledOf({ alias, backupId }: Pick<BackupView, "alias" | "backupId">): string {
  return alias ?? backupId;
}
