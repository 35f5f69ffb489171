import {
  damagedAt,
  type NamedItem,
  namedInBackup,
  type PlanQuery,
  planAbsent,
  planKeys,
  plannedInOrder,
  planSecrets,
  refusePlanned,
  refuseWithoutKey,
} from "@/lib/db/restore-plan.sql";
import type { BackupModel, InstanceModel } from "@/lib/generated/prisma/models";
import { actorName, record } from "../audit/record";
import { businessDayOf } from "../calendar";
import type { Ctx, Tx } from "../context";
import { DomainError } from "../errors";
import { newRestoreId } from "../ids";
import { accessUse } from "../sharing/access";
import { transaction } from "../transaction";
import { type BoundBackup, requireBound } from "./binding-store";
import { assertDayVisible, isIndependent, tickBefore } from "./list-backup-items";
import { assertBackupAllows, backupSubject } from "./load-backup";
import { type LoadedRestore, WITH_BACKUP } from "./load-restore";
import { giveQuota, type Room } from "./plan-quota";
import { reportView } from "./report-view";
import { destinationRefusal, placeOfInstance } from "./restore-rules";
import { goneOf } from "./restored-policy";
import { seenRootKey } from "./root-key-seen";

export interface PlanWish {
  /** Any moment of a visible day: the last complete tick at or before it is what is restored. */
  at: Date;
  /** Null: everything that was held. */
  items: readonly NamedItem[] | null;
  destination: { region: string; instanceId: string };
  policies: "saved" | "default";
}

const PLAN_TIMEOUT_MS = 60_000;

/**
 * Judges what is asked for, item by item, and writes the plan; nothing else changes (BKP-93). First of all it looks whether
 * the root key that sealed the backup is here (P1). Permission is the caller's business.
 * @throws DomainError BackupNotEnabled, OutOfQueryableRange, NoBackupData, RestoreDestinationInvalid, InstanceInUpgrade
 */
export async function planRestore(ctx: Ctx, found: BackupModel, wish: PlanWish): Promise<LoadedRestore> {
  assertBackupAllows("restore", found);
  assertDayVisible(ctx, found, businessDayOf(wish.at, ctx.deployment.timeZone));
  const backup = requireBound(found);
  const rootKey = await seenRootKey(ctx, backup);
  return transaction(
    ctx,
    async (tx) => {
      const at = await tickBefore(tx, backup, wish.at);
      const instance = await destinationOf(tx, backup, wish);
      const keys = wish.items?.filter(({ kind }) => kind === "key").length ?? 0;
      const restore = await tx.db.restore.create({
        data: {
          pk: tx.newId(),
          restoreId: newRestoreId(),
          accountId: backup.accountId,
          region: backup.region,
          backupPk: backup.pk,
          backupId: backup.backupId,
          bindingId: backup.bindingId,
          at,
          destinationRegion: instance.region,
          destinationId: instance.instanceId,
          scope: wish.items === null ? { kind: "all" } : { kind: "items", keys, secrets: wish.items.length - keys },
          defaultPolicies: wish.policies === "default",
          createdBy: actorName(tx.actor),
          createdAt: tx.now(),
          rootKey,
        },
        include: WITH_BACKUP,
      });
      const room = await roomOf(tx, instance);
      const query = await queryOf(
        tx,
        backup,
        instance,
        { restorePk: restore.pk, at, accountsIn: room.accountsIn },
        wish,
      );
      const items = await writeItems(tx, query, room);
      if (items === 0) throw new DomainError("NoBackupData");
      const { restoreId } = restore;
      const { instanceId, region } = instance;
      const detail = { restoreId, at: at.toISOString(), instanceId, region, items, policies: wish.policies };
      await record(tx, "CreateRestorePlan", backupSubject(backup), detail);
      return restore;
    },
    { timeoutMs: PLAN_TIMEOUT_MS },
  );
}

async function writeItems(tx: Tx, query: PlanQuery, room: Room): Promise<number> {
  const secrets = await planSecrets(tx.db, query);
  const keys = await planKeys(tx.db, query);
  const letIn = new Set<string>();
  const give = async (kind: "key" | "secret") => {
    const refused = giveQuota(await plannedInOrder(tx.db, query, kind), kind, room, letIn);
    await refusePlanned(tx.db, query.restorePk, refused);
  };
  if (keys > 0) await give("key");
  if (secrets > 0) {
    await refuseWithoutKey(tx.db, query);
    await give("secret");
  }
  await planAbsent(tx.db, query);
  return secrets + keys + (query.items?.length ?? 0);
}

async function roomOf(tx: Tx, instance: InstanceModel): Promise<Room> {
  const access = await accessUse(tx, instance);
  return {
    key: instance.keyQuota - instance.keyVersionsUsed,
    secret: instance.secretQuota - instance.secretsUsed,
    access: access.quota - access.used,
    accountsIn: access.accounts.map((one) => one.accountId),
  };
}

/** BKP-91, BKP-156, INS-46. */
async function destinationOf(tx: Tx, backup: BoundBackup, { destination }: PlanWish): Promise<InstanceModel> {
  const row = await tx.db.instance.findFirst({ where: { ...destination } });
  const refusal = destinationRefusal(row, backup.accountId, null, null, tx.now());
  if (refusal || !row) throw new DomainError(refusal ?? "RestoreDestinationInvalid");
  return row;
}

async function queryOf(
  tx: Tx,
  backup: BoundBackup,
  instance: InstanceModel,
  { restorePk, at, accountsIn }: { restorePk: string; at: Date; accountsIn: string[] },
  { items, policies }: PlanWish,
): Promise<PlanQuery> {
  const { pk: backupPk, bindingId, accountId } = backup;
  const { accounts, principals } = await namedInBackup(tx.db, { backupPk, bindingId, at }, accountId);
  return {
    restorePk,
    backupPk,
    bindingId,
    at,
    now: tx.now(),
    destination: { ...placeOfInstance(instance), ownerAccountId: instance.ownerAccountId, accountsIn },
    items,
    ofAccount: (await isIndependent(tx, backup)) ? accountId : null,
    refusals: await refusalsOf(tx, backup, instance, accounts),
    damaged: await damagedItems(tx, backup, at),
    savedPolicies: policies === "saved",
    gone: [...(await goneOf(tx, principals, at))],
  };
}

/** BKP-98, BKP-158, BKP-159: how each other account that made something stands to the destination. */
async function refusalsOf(tx: Tx, backup: BoundBackup, instance: InstanceModel, accounts: readonly string[]) {
  const rows = await tx.db.instancePrincipal.findMany({
    where: { instancePk: instance.pk, accountId: { in: [...accounts] } },
  });
  const access = new Map(rows.map(({ accountId, state }) => [accountId, state]));
  return accounts.flatMap((account) => {
    const saved = { account, instanceId: backup.sourceInstanceId };
    const code = destinationRefusal(instance, backup.accountId, saved, access.get(account) ?? null, tx.now());
    return code ? [{ account, code }] : [];
  });
}

/** What the last verification of this binding named, as far as it was held at the moment. */
async function damagedItems(tx: Tx, { pk, bindingId }: BoundBackup, at: Date): Promise<PlanQuery["damaged"]> {
  const report = await tx.db.backupReport.findFirst({
    where: { backupPk: pk, bindingId, kind: "Verification", state: { in: ["Passed", "Failed"] } },
    orderBy: { createdAt: "desc" },
  });
  if (!report) return [];
  const lost = reportView(report, "").problems.flatMap(({ object: pack, kind, id, versionId = "", accountId }) =>
    pack && kind && id ? [{ pack, kind, id, versionId, account: accountId ?? null }] : [],
  );
  return damagedAt(tx.db, { backupPk: pk, bindingId, at }, lost);
}
