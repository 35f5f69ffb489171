import type { UpgradeMethod, UpgradeOutcome } from "@/lib/generated/prisma/enums";
import { compareImageVersions, LATEST_IMAGE_VERSION, OLDEST_UPGRADABLE, ROLLBACK_DAYS } from "./instance-rules";

// What image an instance runs at a moment, and how its upgrade stands (INS-44..47). The row names one upgrade with its
// beginning and end; all else follows from the time, so that a late worker changes no answer.

/** The columns that the state is made of. */
export interface ImageColumns {
  imageVersion: string;
  upgradeTo: string | null;
  upgradeMethod: UpgradeMethod | null;
  upgradeStartsAt: Date | null;
  upgradeEndsAt: Date | null;
  upgradeOutcome: UpgradeOutcome | null;
  endsAt: Date | null;
}

export interface ImageUpgrade {
  method: UpgradeMethod;
  from: string;
  to: string;
  startsAt: Date;
  endsAt: Date;
  state: "Scheduled" | "Running" | UpgradeOutcome;
}

/** The upgrade on record, as it stands at `now`. */
export function upgradeAt(row: ImageColumns, now: Date): ImageUpgrade | null {
  const { upgradeTo: to, upgradeMethod: method, upgradeStartsAt: startsAt, upgradeEndsAt: endsAt } = row;
  if (to === null || method === null || startsAt === null || endsAt === null) return null;
  const state = row.upgradeOutcome ?? stateOf(startsAt, endsAt, row.endsAt, now);
  return { method, from: row.imageVersion, to, startsAt, endsAt, state };
}

/** An instance that expires before its upgrade is done is switched off in the middle of it (INS-62). */
function stateOf(startsAt: Date, endsAt: Date, expiresAt: Date | null, now: Date): ImageUpgrade["state"] {
  if (now < startsAt) return "Scheduled";
  const expiredFirst = expiresAt !== null && expiresAt < endsAt && expiresAt <= now;
  if (expiredFirst) return "Failed";
  return now < endsAt ? "Running" : "Succeeded";
}

/** INS-46: meanwhile changes of the instance and creations in it are refused; its keys go on working. */
export const isUpgrading = (row: ImageColumns, now: Date) => upgradeAt(row, now)?.state === "Running";

/** What it runs. Until an upgrade has succeeded, what it ran before. */
export function imageVersionAt(row: ImageColumns, now: Date): string {
  const upgrade = upgradeAt(row, now);
  return upgrade?.state === "Succeeded" ? upgrade.to : row.imageVersion;
}

const DAY_MS = 24 * 3600_000;

/** INS-46: for a week after an upgrade, what it ran before can come back. */
export function rollbackAt(row: ImageColumns, now: Date): { to: string; until: Date } | null {
  const upgrade = upgradeAt(row, now);
  if (upgrade?.state !== "Succeeded" || upgrade.method === "Rollback") return null;
  const until = new Date(upgrade.endsAt.getTime() + ROLLBACK_DAYS * DAY_MS);
  return now < until ? { to: upgrade.from, until } : null;
}

/** INS-45: only to the latest version, and only from one that knows how. */
export function isUpgradable(row: ImageColumns, now: Date): boolean {
  const version = imageVersionAt(row, now);
  return (
    compareImageVersions(version, LATEST_IMAGE_VERSION) < 0 && compareImageVersions(version, OLDEST_UPGRADABLE) > 0
  );
}

/**
 * What must be written with a new end of the period: an upgrade that expiry has made fail stays failed, though from then
 * on the time alone would call it done.
 */
export function outcomeToKeep(row: ImageColumns, now: Date): UpgradeOutcome | null {
  return upgradeAt(row, now)?.state === "Failed" ? "Failed" : row.upgradeOutcome;
}

/** The columns without an upgrade. */
export const NO_UPGRADE = {
  upgradeTo: null,
  upgradeMethod: null,
  upgradeStartsAt: null,
  upgradeEndsAt: null,
  upgradeOutcome: null,
} as const;
