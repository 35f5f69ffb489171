import type { BackupModel } from "@/lib/generated/prisma/models";
import { arnOf } from "../arn";
import { Unread } from "../authorize";
import type { Ctx, Tx } from "../context";
import { DomainError } from "../errors";
import { backupStateAt, hasLeft } from "./backup-lifecycle-rules";
import { type BackupAction, backupVerdict } from "./backup-state";

/**
 * A row as it stands now: its state with the time counted in (BKP-50). Null for one that has been released, whether or not
 * the worker has been there, and for what is on its way in from a file: nobody sees them.
 */
export function standingBackup(ctx: Ctx | Tx, row: BackupModel): BackupModel | null {
  if (row.state === "Uploading" || hasLeft(row, ctx.now(), ctx.deployment.timeZone)) return null;
  return { ...row, state: backupStateAt(row, ctx.now()) };
}

/** The backup of that id as it stands now; in a region, where one is named. Another account's is not found. */
export async function loadBackup(
  ctx: Ctx | Tx,
  reference: { region?: string; backupId: string },
): Promise<Unread<BackupModel>> {
  const { region, backupId } = reference;
  const found = await ctx.db.backup.findFirst({ where: { backupId, region } });
  const caller = ctx.actor.kind === "nobody" ? undefined : ctx.actor.accountId;
  const standing = found && standingBackup(ctx, found);
  const own = standing?.accountId === caller ? standing : null;
  return new Unread(arnOf(region ?? own?.region ?? "*", caller ?? "*", "backup", backupId), "BackupNotFound", standing);
}

/** @throws DomainError the code of the table in backup-state.ts */
export function assertBackupAllows(action: BackupAction, backup: BackupModel): void {
  const verdict = backupVerdict(action, backup);
  if (verdict !== "ok") throw new DomainError(verdict);
}

/** What an event is about. */
export function backupSubject({ accountId, region, backupId }: BackupModel) {
  return { accountId, region, arn: arnOf(region, accountId, "backup", backupId) };
}
