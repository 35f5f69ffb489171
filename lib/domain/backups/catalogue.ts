import { closeEntries } from "@/lib/db/backup-catalogue.sql";
import type { Prisma } from "@/lib/generated/prisma/client";
import { businessDayOf, dayAsDate } from "../calendar";
import type { Tx } from "../context";
import { assertChanged } from "../transaction";
import type { BoundBackup } from "./binding-store";
import { type Manifest, unfoldTicks } from "./manifest";
import type { Run } from "./run-backup";
import { type EntryIdentity, entryKey, type Opened, type RunIndex } from "./run-index";

// The catalogue: which record of which item was valid from which tick until which. It can be rebuilt from the store
// (invariant 2); what it says of a run appears in one transaction (invariant 6).

const KINDS = { key: ["key", "key-version"], secret: ["secret", "secret-version"] } as const;
const ROWS_PER_INSERT = 1000;

export interface HeldEntry {
  identity: EntryIdentity;
  digest: Buffer;
  since: Date;
}

/** What the catalogue holds now of the items with these ids, by `entryKey`. */
export async function openEntriesOf(
  tx: Tx,
  backup: BoundBackup,
  kind: keyof typeof KINDS,
  resourceIds: readonly string[],
): Promise<Map<string, HeldEntry>> {
  const rows = await tx.db.backupEntry.findMany({
    where: { backupPk: backup.pk, kind: { in: [...KINDS[kind]] }, resourceId: { in: [...resourceIds] }, validTo: null },
    select: { kind: true, accountId: true, resourceId: true, versionId: true, digest: true, since: true },
  });
  return new Map(
    rows.map(({ digest, since, ...row }) => {
      const identity = { ...row, account: row.accountId, kind: row.kind as EntryIdentity["kind"] }; // written by `enterRun` alone
      return [entryKey(identity), { identity: plain(identity), digest: Buffer.from(digest), since }];
    }),
  );
}

const plain = ({ kind, account, resourceId, versionId }: EntryIdentity): EntryIdentity => ({
  kind,
  account,
  resourceId,
  versionId,
});

/** All keys, or all secrets, that the catalogue holds now. */
export async function openIdentities(tx: Tx, backup: BoundBackup, kind: keyof typeof KINDS) {
  const rows = await tx.db.backupEntry.findMany({
    where: { backupPk: backup.pk, kind, validTo: null },
    select: { accountId: true, resourceId: true },
  });
  return rows.map(({ accountId, resourceId }) => ({ accountId, publicId: resourceId }));
}

/** How many keys and secrets the backup holds once `index` is entered. */
export async function countsAfter(
  { tx, backup, tickAt }: Run,
  index: RunIndex,
): Promise<{ keys: number; secrets: number }> {
  const after = async (kind: "key" | "secret") => {
    const held = await tx.db.backupEntry.count({ where: { backupPk: backup.pk, kind, validTo: null } });
    const added = index.opened.filter((entry) => entry.kind === kind && entry.since === tickAt.toISOString()).length;
    return held + added - index.closed.filter((entry) => entry.kind === kind).length;
  };
  return { keys: await after("key"), secrets: await after("secret") };
}

/** The ticks without change since the last manifest, oldest first. */
export async function quietTicksOf(tx: Tx, backup: BoundBackup): Promise<Date[]> {
  const last = await tx.db.backupRun.findFirst({
    where: { backupPk: backup.pk, bindingId: backup.bindingId, number: { not: null } },
    orderBy: { number: "desc" },
    select: { tickAt: true },
  });
  const rows = await tx.db.backupRun.findMany({
    where: {
      backupPk: backup.pk,
      bindingId: backup.bindingId,
      state: "Complete",
      number: null,
      tickAt: last ? { gt: last.tickAt } : undefined,
    },
    orderBy: { tickAt: "asc" },
    select: { tickAt: true },
  });
  return rows.map(({ tickAt }) => tickAt);
}

export interface EnteredRun {
  manifest: Manifest;
  manifestSha256: string;
  index: RunIndex;
  startedAt: Date;
  /** Null where the cursor cannot be trusted (an adopted run): the next run reads everything. */
  snapshot: string | null;
}

/**
 * Step 6 of decisions 10, in one transaction, and only onto the run before it. The ticks that its manifest covers are
 * entered too where the database has lost them.
 * @throws DomainError ChangedMeanwhile when the backup was reset or another run was entered
 */
export async function enterRun(tx: Tx, backup: BoundBackup, run: EnteredRun): Promise<void> {
  const { manifest, index } = run;
  const tickAt = new Date(manifest.tick);
  const superseded = index.opened.filter((entry) => entry.since !== manifest.tick);
  await closeEntries(tx.db, backup.pk, tickAt, [...index.closed, ...superseded]);
  for (let at = 0; at < index.opened.length; at += ROWS_PER_INSERT) {
    const rows = index.opened.slice(at, at + ROWS_PER_INSERT);
    await tx.db.backupEntry.createMany({ data: rows.map((opened) => entryRow(tx, backup, manifest, opened)) });
  }
  await enterQuietTicks(tx, backup, run);
  await tx.db.backupRun.create({ data: runRow(tx, backup, run) });
  await advance(tx, backup, {
    snapshot: run.snapshot,
    lastRunNumber: manifest.run,
    lastTickAt: tickAt,
    lastCompletedAt: tickAt,
    lastBusinessDay: dayAsDate(manifest.day),
  });
}

/** A tick without change: a row of the database, and the cursor moves on. */
export async function touchTick({ tx, backup, tickAt, startedAt, day }: Run, snapshot: string): Promise<void> {
  const held = (kind: "key" | "secret") =>
    tx.db.backupEntry.count({ where: { backupPk: backup.pk, kind, validTo: null } });
  await tx.db.backupRun.create({
    data: {
      pk: tx.newId(),
      backupPk: backup.pk,
      bindingId: backup.bindingId,
      number: null,
      kind: "Incremental",
      state: "Complete",
      businessDay: dayAsDate(day),
      tickAt,
      startedAt,
      completedAt: tx.now(),
      keys: await held("key"),
      secrets: await held("secret"),
    },
  });
  const lastBusinessDay = dayAsDate(day);
  await advance(tx, backup, { snapshot, lastTickAt: tickAt, lastCompletedAt: tickAt, lastBusinessDay });
}

async function advance(tx: Tx, backup: BoundBackup, data: Prisma.BackupUpdateManyMutationInput): Promise<void> {
  const { pk, bindingId, lastRunNumber, feedEpoch } = backup;
  assertChanged(
    await tx.db.backup.updateMany({ where: { pk, bindingId, lastRunNumber, feedEpoch, state: "Enabled" }, data }),
  );
}

async function enterQuietTicks(tx: Tx, backup: BoundBackup, { manifest }: EnteredRun): Promise<void> {
  const ticks = unfoldTicks(manifest.quietTicks);
  if (ticks.length === 0) return;
  const known = await tx.db.backupRun.findMany({
    where: { backupPk: backup.pk, bindingId: backup.bindingId, state: "Complete", number: null, tickAt: { in: ticks } },
    select: { tickAt: true },
  });
  const times = new Set(known.map(({ tickAt }) => tickAt.getTime()));
  // Nothing changed at them: what was held is what the run before them left.
  const before = await tx.db.backupRun.findFirst({
    where: { backupPk: backup.pk, bindingId: backup.bindingId, number: manifest.run - 1 },
    select: { keys: true, secrets: true },
  });
  const { keys, secrets } = before ?? { keys: 0, secrets: 0 };
  await tx.db.backupRun.createMany({
    data: ticks
      .filter((tickAt) => !times.has(tickAt.getTime()))
      .map((tickAt) => ({ ...commonOf(tx, backup, tickAt), keys, secrets, kind: "Incremental" as const })),
  });
}

function commonOf(tx: Tx, backup: BoundBackup, tickAt: Date) {
  return {
    pk: tx.newId(),
    backupPk: backup.pk,
    bindingId: backup.bindingId,
    state: "Complete" as const,
    businessDay: dayAsDate(businessDayOf(tickAt, tx.deployment.timeZone)),
    tickAt,
    startedAt: tickAt,
    completedAt: tickAt,
  };
}

function runRow(tx: Tx, backup: BoundBackup, { manifest, manifestSha256, startedAt }: EnteredRun) {
  const { packs, index, counts } = manifest;
  return {
    ...commonOf(tx, backup, new Date(manifest.tick)),
    businessDay: dayAsDate(manifest.day),
    startedAt,
    completedAt: tx.now(),
    number: manifest.run,
    kind: manifest.kind,
    ...counts,
    bytes: BigInt(packs.reduce((sum, pack) => sum + pack.length, index.length)),
    manifestSha256: Buffer.from(manifestSha256, "hex"),
  };
}

function entryRow(tx: Tx, backup: BoundBackup, manifest: Manifest, opened: Opened): Prisma.BackupEntryCreateManyInput {
  const { account, since, rotatedAt, digest, ...rest } = opened;
  return {
    ...rest,
    pk: tx.newId(),
    backupPk: backup.pk,
    bindingId: backup.bindingId,
    accountId: account,
    validFrom: new Date(manifest.tick),
    since: new Date(since),
    rotatedAt: rotatedAt === null ? null : new Date(rotatedAt),
    runNumber: manifest.run,
    digest: Buffer.from(digest, "hex"),
  };
}
