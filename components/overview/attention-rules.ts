import type { BackupView } from "@/lib/domain/backups/backup-view";
import type { InstanceView } from "@/lib/domain/instances/instance-view";

// What the overview says of a region's backups and instances, from what the lists say. Pure.

export type BackupStanding = Pick<
  BackupView,
  | "backupId"
  | "alias"
  | "state"
  | "sourceInstanceId"
  | "sourceReleasedAt"
  | "recoveryPoint"
  | "late"
  | "verifiedAt"
  | "verifyError"
>;
export type InstanceStanding = Pick<InstanceView, "instanceId" | "name" | "service" | "saleStatus">;

/** The one thing that an operator must see first; null when nothing is wrong. */
export type Attention =
  | { kind: "damaged"; backup: BackupStanding }
  | { kind: "late"; backup: BackupStanding; count: number }
  | { kind: "expired"; instance: InstanceStanding }
  | { kind: "unprotected"; count: number }
  | { kind: "notEnabled"; instance: InstanceStanding };

/** Data that may be lost comes before service that is interrupted, and that before what was left undone. */
export function attentionOf(seen: {
  backups: readonly BackupStanding[];
  instances: readonly InstanceStanding[];
  /** Keys that no enabled backup will ever take. */
  unprotectedKeys: number;
}): Attention | null {
  const damaged = seen.backups.find((backup) => backup.verifyError !== null);
  if (damaged) return { kind: "damaged", backup: damaged };
  const late = seen.backups.filter((backup) => backup.late).sort(oldestPointFirst);
  if (late[0]) return { kind: "late", backup: late[0], count: late.length };
  const expired = seen.instances.find((instance) => instance.saleStatus === "Expired");
  if (expired) return { kind: "expired", instance: expired };
  if (seen.unprotectedKeys > 0) return { kind: "unprotected", count: seen.unprotectedKeys };
  const notEnabled = seen.instances.find((instance) => instance.service === "uninitialized");
  return notEnabled ? { kind: "notEnabled", instance: notEnabled } : null;
}

const oldestPointFirst = (left: BackupStanding, right: BackupStanding) =>
  (left.recoveryPoint?.getTime() ?? 0) - (right.recoveryPoint?.getTime() ?? 0);

export interface Protection {
  /** Enabled backups whose instance lives. */
  running: number;
  onTime: number;
  newestPoint: Date | null;
  verified: number;
  /** The oldest of the last verifications: each of the verified is at least so fresh. */
  verifiedAt: Date | null;
  damaged: boolean;
}

export function protectionOf(backups: readonly BackupStanding[]): Protection {
  const running = backups.filter((backup) => backup.state === "Enabled" && backup.sourceReleasedAt === null);
  const points = times(running.map((backup) => backup.recoveryPoint));
  const checks = times(running.map((backup) => backup.verifiedAt));
  return {
    running: running.length,
    onTime: running.filter((backup) => !backup.late && backup.recoveryPoint !== null).length,
    newestPoint: points.at(-1) ?? null,
    verified: checks.length,
    verifiedAt: checks[0] ?? null,
    damaged: backups.some((backup) => backup.verifyError !== null),
  };
}

/** Of one instance: its freshest point, and its latest check. */
export function protectionOfInstance(instanceId: string, backups: readonly BackupStanding[]) {
  const own = backups.filter((backup) => backup.sourceInstanceId === instanceId && backup.state === "Enabled");
  return {
    point: times(own.map((backup) => backup.recoveryPoint)).at(-1) ?? null,
    verifiedAt: times(own.map((backup) => backup.verifiedAt)).at(-1) ?? null,
  };
}

/** In order of time. */
function times(dates: readonly (Date | null)[]): Date[] {
  return dates.filter((date) => date !== null).sort((left, right) => left.getTime() - right.getTime());
}
