import type { BackupModel } from "@/lib/generated/prisma/models";
import { arnOf } from "../arn";
import { Unread } from "../authorize";
import type { Ctx, Tx } from "../context";
import { DomainError } from "../errors";
import { type BackupAction, backupVerdict } from "./backup-state";

/** The backup of that id; in a region, where one is named. Another account's is not found. */
export async function loadBackup(
  ctx: Ctx | Tx,
  reference: { region?: string; backupId: string },
): Promise<Unread<BackupModel>> {
  const { region, backupId } = reference;
  const found = await ctx.db.backup.findFirst({ where: { backupId, region } });
  const caller = ctx.actor.kind === "nobody" ? undefined : ctx.actor.accountId;
  // What is on its way in from a file is shown to nobody.
  const own = found && found.accountId === caller && found.state !== "Uploading" ? found : null;
  return new Unread(arnOf(region ?? own?.region ?? "*", caller ?? "*", "backup", backupId), "BackupNotFound", found);
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
