import { randomUuid } from "@/lib/crypto/random";
import { accountsLackingDefaults } from "@/lib/db/default-backups.sql";
import type { InstanceModel } from "@/lib/generated/prisma/models";
import type { Ctx, Tx } from "../context";
import { newBackupId } from "../ids";
import { createWrappingKey } from "../wrapping-keys";
import { isBackedUpAtRelease, isBackedUpFromEnabling } from "./source-rules";

/** BKP-16: how many days of an automatic and of a Default backup can be looked at. */
const SYSTEM_CREATED_DAYS = 90;
const DEFAULT_DAYS = 7;

export type BoundInstance = Pick<InstanceModel, "pk" | "instanceId" | "region" | "ownerAccountId" | "type">;

/**
 * The backup that every software instance gets when it is enabled (BKP-12, BKP-17); the worker takes its first full at
 * once. Other types of instance, old images and instances from before the feature have none (BKP-01..03, BKP-06, BKP-18).
 */
export async function bindSystemBackup(tx: Tx, instance: InstanceModel): Promise<void> {
  if (isBackedUpFromEnabling(instance, tx.now())) await addSystemBackup(tx, instance);
}

/** What an instance without one is backed up in when it is released (BKP-19). */
export async function bindLastBackup(tx: Tx, instance: InstanceModel): Promise<void> {
  if (isBackedUpAtRelease(instance, tx.now())) await addSystemBackup(tx, instance);
}

/** An instance has one, however often this is asked for. */
async function addSystemBackup(tx: Tx, instance: BoundInstance): Promise<void> {
  const has = await tx.db.backup.count({ where: { instancePk: instance.pk, type: "SystemCreated" } });
  if (has > 0) return;
  await tx.db.backup.create({
    data: {
      pk: tx.newId(),
      backupId: newBackupId(),
      accountId: instance.ownerAccountId,
      region: instance.region,
      type: "SystemCreated",
      viewableDays: SYSTEM_CREATED_DAYS,
      createdAt: tx.now(),
      ...(await newBinding(tx, instance)),
    },
  });
}

type Needs = Pick<Ctx, "now" | "newId" | "deployment"> & { db: Pick<Ctx["db"], "backup" | "$queryRaw"> };

/** BKP-12: one Default backup per account and region, listed from the beginning and Disabled until somebody enables it. */
export async function ensureDefaultBackups(ctx: Needs, accountId: string): Promise<void> {
  await ctx.db.backup.createMany({
    data: ctx.deployment.regions.map((region) => ({
      pk: ctx.newId(),
      backupId: newBackupId(),
      accountId,
      region: region.id,
      type: "Default" as const,
      viewableDays: DEFAULT_DAYS,
      createdAt: ctx.now(),
    })),
    skipDuplicates: true,
  });
}

/** The same for the accounts that were there before a region was (REG-06). */
export async function addDefaultBackups(ctx: Needs): Promise<void> {
  const ids = ctx.deployment.regions.map(({ id }) => id);
  for (const accountId of await accountsLackingDefaults(ctx.db, ids)) await ensureDefaultBackups(ctx, accountId);
}

/**
 * What binds a backup to an instance: a binding of its own, with its own key (decisions 4, 10), at run 0 of a new feed
 * epoch. The store's objects of the binding are written by its first run, outside any transaction.
 */
export async function newBinding(tx: Tx, instance: BoundInstance) {
  const bindingId = randomUuid();
  await createWrappingKey(tx, "Backup", bindingId);
  return {
    state: "Enabled" as const,
    bindingId,
    instancePk: instance.pk,
    sourceInstanceId: instance.instanceId,
    sourceReleasedAt: null,
    enabledAt: tx.now(),
    feedEpoch: randomUuid(),
    snapshot: null,
    lastRunNumber: 0,
    lastCompletedAt: null,
    lastTickAt: null,
    lastBusinessDay: null,
    lastVerifiedAt: null,
    verifyError: null,
  };
}
