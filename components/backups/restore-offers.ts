import type { RestoreAction } from "@/lib/domain/backups/restore-state";
import type { RestoreCall, RestoreView } from "@/lib/domain/backups/restore-view";
import type { Lack } from "@/lib/domain/lack";

type Facts = Pick<RestoreView, "arn" | "lacking" | "counts" | "actions">;

/** The permission that it takes to restore what is in it and that the caller lacks (P10); null where none is missing. Pure. */
export function restoreLackOf({ arn, lacking, counts }: Facts): Lack | null {
  const needed: RestoreCall[] = [];
  if (counts.units.keys > 0 || counts.units.secrets === 0) needed.push("RestoreBackupKey");
  if (counts.units.secrets > 0) needed.push("RestoreBackupSecret");
  const missing = needed.find((call) => lacking.includes(call));
  return missing ? { action: `kms:${missing}`, resource: arn } : null;
}

/** Possible now, and permitted. */
export function offersOn(restore: Facts, action: RestoreAction): boolean {
  return restore.actions.includes(action) && restoreLackOf(restore) === null;
}
