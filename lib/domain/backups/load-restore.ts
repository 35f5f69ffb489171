import type { BackupModel, RestoreModel } from "@/lib/generated/prisma/models";
import { arnOf } from "../arn";
import { authorize, Unread } from "../authorize";
import type { Ctx, Tx } from "../context";

export type LoadedRestore = RestoreModel & { backup: BackupModel | null };

export const WITH_BACKUP = { backup: true } as const;

/** The restore of that id in a region; permission is judged on its backup, which may be gone. Another account's is not found. */
export async function loadRestore(
  ctx: Ctx | Tx,
  { region, restoreId }: { region: string; restoreId: string },
): Promise<Unread<LoadedRestore>> {
  const found = await ctx.db.restore.findFirst({ where: { restoreId, region }, include: WITH_BACKUP });
  if (found) return unreadRestore(ctx, found);
  return new Unread<LoadedRestore>(arnOf(region, callerOf(ctx), "backup", "*"), "RestoreNotFound", null);
}

export function unreadRestore(ctx: Ctx | Tx, restore: LoadedRestore): Unread<LoadedRestore> {
  const { region, accountId, backupId } = restore;
  const caller = callerOf(ctx);
  const isOwn = accountId === caller;
  return new Unread(arnOf(region, caller, "backup", isOwn ? backupId : "*"), "RestoreNotFound", restore);
}

const callerOf = ({ actor }: Ctx | Tx) => (actor.kind === "nobody" ? "*" : (actor.accountId ?? "*"));

/** For whoever is to begin, stop or end it: with the permissions that it takes to restore what is in it. */
export async function restoreToChange(
  tx: Ctx | Tx,
  input: { region: string; restoreId: string },
): Promise<LoadedRestore & { needs: RestoreNeed[] }> {
  const needs = await needsOf(tx, { restore: { restoreId: input.restoreId } });
  const unread = await loadRestore(tx, input);
  const [restore] = needs.map((action) => authorize(tx, action, unread));
  return { ...(restore ?? authorize(tx, "kms:RestoreBackupKey", unread)), needs };
}

export type RestoreNeed = "kms:RestoreBackupKey" | "kms:RestoreBackupSecret";

/** Which permissions on the backup it takes to restore what is meant to be. */
export async function needsOf(
  tx: Ctx | Tx,
  of: { restorePk: string } | { restore: { restoreId: string } },
): Promise<RestoreNeed[]> {
  const where = { ...of, verdict: "Restore" };
  const key = await tx.db.restoreItem.findFirst({ where: { ...where, kind: "key" }, select: { pk: true } });
  const secret = await tx.db.restoreItem.findFirst({ where: { ...where, kind: "secret" }, select: { pk: true } });
  return [
    ...(key || !secret ? (["kms:RestoreBackupKey"] as const) : []),
    ...(secret ? (["kms:RestoreBackupSecret"] as const) : []),
  ];
}

/** What an event is about: the backup, as long as there is one. */
export function restoreSubject({ accountId, region, backupId }: RestoreModel) {
  return { accountId, region, arn: arnOf(region, accountId, "backup", backupId) };
}
