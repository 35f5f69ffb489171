import type { StateOf } from "@/components/patterns/state-table";
import type { BackupView } from "@/lib/domain/backups/backup-view";

export type ShownBackupState = StateOf<"backup">;
type Facts = Pick<BackupView, "type" | "state" | "late" | "failure" | "verifyError" | "lastDrill">;

/**
 * Damage, a failed drill, lateness and a failed run are laid over Enabled: they replace its badge, because they are what
 * must be seen, the worst first (P7). An upload that nothing is wrong with is Available (BKP-50).
 */
export function shownState(backup: Facts): ShownBackupState {
  const { type, state, late, failure, verifyError, lastDrill } = backup;
  if (state !== "Enabled") return state;
  if (verifyError !== null) return "Damaged";
  if (lastDrill?.state === "Failed") return "DrillFailed";
  if (late) return "Late";
  if (failure) return "RunFailed";
  return type === "Upload" ? "Available" : "Enabled";
}

/** Enabled, but nothing of it can be restored yet: the first full is on its way (BKP-30), and the page looks again. */
export function awaitsFirstRun(backup: Pick<BackupView, "state" | "range">): boolean {
  return backup.state === "Resetting" || (backup.state === "Enabled" && backup.range === null);
}

/** What people call it: its alias, or its ID as long as it has none. */
export function calledOf({ alias, backupId }: Pick<BackupView, "alias" | "backupId">): string {
  return alias ?? backupId;
}
