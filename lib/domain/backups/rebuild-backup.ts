import { randomUuid } from "@/lib/crypto/random";
import type { WrappingKey } from "@/lib/crypto/sealed";
import type { BackupModel } from "@/lib/generated/prisma/models";
import { record } from "../audit/record";
import type { Ctx, Tx } from "../context";
import { DomainError } from "../errors";
import { findRegion } from "../instances/regions";
import { transaction } from "../transaction";
import { storeWrappingKey } from "../wrapping-keys";
import { type BindingNames, namesOf } from "./binding-names";
import { readBackupKey } from "./binding-objects";
import { type BoundBackup, damaged, isClaimed } from "./binding-store";
import { enterRun } from "./catalogue";
import { backupSubject } from "./load-backup";
import { type Manifest, manifestHash, noPrevious, readManifest } from "./manifest";
import { readIndex } from "./read-index";
import { parseDescriptor, type SavedDescriptor, type StoredBinding, type StoredInstallation } from "./read-store";
import type { BackupStore } from "./store";

type NotMade = "no account" | "region not configured" | "another backup in its place" | "being reset";

export interface Unreadable {
  /** Below the installation. */
  object: string;
  reason: "damaged" | "name taken" | "an older binding" | NotMade;
}

export interface RebuiltBackup {
  backupId: string;
  accountId: string;
  region: string;
  runs: number;
  keys: number;
  secrets: number;
}

/** A binding whose key opens; everything below it is proven by that key. */
export interface ReadBinding extends StoredBinding {
  names: BindingNames;
  descriptor: SavedDescriptor;
  backupKey: WrappingKey;
}

/** A run of a full instance enters some hundred thousand rows. */
const TIMEOUT_MS = 10 * 60_000;

/** The bindings that the root key opens, the newest of each backup alone: a backup holds one at a time. */
export async function readBindings(
  ctx: Ctx,
  store: BackupStore,
  { id, bindings }: StoredInstallation,
  unreadable: Unreadable[],
): Promise<ReadBinding[]> {
  const newest = new Map<string, ReadBinding>();
  for (const binding of bindings) {
    const names = namesOf({ installationId: id, ...binding });
    const place = `backups/${binding.backupId}/${binding.bindingId}`;
    const read = await orDamaged(unreadable, place, async () => {
      const descriptor = parseDescriptor(await store.get(names.descriptor), binding);
      const backupKey = await readBackupKey(ctx, store, names, { ...binding, accountId: descriptor.account });
      return { ...binding, names, descriptor, backupKey };
    });
    if (!read) continue;
    const other = newest.get(binding.backupId);
    const [kept, left] =
      other && other.descriptor.enabledAt > read.descriptor.enabledAt ? [other, read] : [read, other];
    newest.set(binding.backupId, kept);
    if (left) unreadable.push({ object: `backups/${left.backupId}/${left.bindingId}`, reason: "an older binding" });
  }
  return [...newest.values()];
}

/** A backup with its key, its runs and its catalogue, as far as the chain of its manifests is whole. */
export async function rebuildBackup(
  ctx: Ctx,
  store: BackupStore,
  binding: ReadBinding,
  unreadable: Unreadable[],
): Promise<RebuiltBackup | null> {
  const { backupId, bindingId } = binding;
  const place = `backups/${backupId}/${bindingId}`;
  const started = await transaction(ctx, (tx) => beginBackup(tx, binding));
  if (typeof started === "string") {
    unreadable.push({ object: place, reason: started });
    return null;
  }
  let backup = started;
  let newest: ReadRun | undefined;
  const whole = await orDamaged(unreadable, place, async () => {
    for (let run = 1; run <= binding.lastRun; run++) {
      newest = await readRun(store, binding, run, newest?.manifestSha256 ?? noPrevious);
      if (run > backup.lastRunNumber) backup = await enter(ctx, backup, newest);
    }
    await assertDescribed(store, binding, newest?.manifest);
    return true;
  });
  if (!whole) await noteDamage(ctx, backup, unreadable.at(-1)?.object.slice(place.length + 1));
  const { keys, secrets } = newest?.manifest.counts ?? { keys: 0, secrets: 0 };
  const { accountId, region, lastRunNumber: runs } = backup;
  return { backupId, accountId, region, runs, keys, secrets };
}

/** What comes after it is lost: that stands on the backup's page until a verification finds all of it right. */
async function noteDamage(ctx: Ctx, { pk, bindingId }: BoundBackup, object = ""): Promise<void> {
  await ctx.db.backup.updateMany({ where: { pk, bindingId }, data: { verifyError: `${object} damaged` } });
}

type ReadRun = { manifest: Manifest; manifestSha256: string; index: ReturnType<typeof readIndex> };

/** Manifest and index, proven; packs are hashed by a verification, which can tell what is lost. */
async function readRun(
  store: BackupStore,
  { names, bindingId, backupKey, descriptor }: ReadBinding,
  run: number,
  previous: string,
): Promise<ReadRun> {
  const name = names.manifest(run);
  const bytes = await store.get(name);
  const manifest = readManifest(backupKey, bytes, names.relative(name), { run, bindingId, previous });
  const { account, region, instanceId } = descriptor;
  const isIts = manifest.account === account && manifest.region === region && manifest.instanceId === instanceId;
  if (!isIts) throw damaged("descriptor.json");
  const manifestSha256 = manifestHash(bytes as Buffer); // readManifest refuses null
  return { manifest, manifestSha256, index: readIndex({ store, names, backupKey }, manifest) };
}

async function enter(ctx: Ctx, backup: BoundBackup, { manifest, manifestSha256, index }: ReadRun) {
  return transaction(
    ctx,
    async (tx) => {
      const startedAt = new Date(manifest.tick);
      await enterRun(tx, backup, { manifest, manifestSha256, index, startedAt, snapshot: null });
      return (await tx.db.backup.findUniqueOrThrow({ where: { pk: backup.pk } })) as BoundBackup; // enterRun tests it
    },
    { timeoutMs: TIMEOUT_MS },
  );
}

/** Type and days are shown, not trusted: where the newest manifest knows another descriptor, that is said. */
async function assertDescribed(store: BackupStore, { names }: ReadBinding, newest: Manifest | undefined) {
  const claim = newest?.objects.find(({ name }) => name === "descriptor.json");
  if (claim && !isClaimed(claim, await store.get(names.descriptor))) throw damaged("descriptor.json");
}

/** The backup's row and key; the row that is there where a rebuild was stopped; or why it cannot be made. */
async function beginBackup(
  tx: Tx,
  { backupId, bindingId, descriptor, backupKey }: ReadBinding,
): Promise<BoundBackup | NotMade> {
  const { account: accountId, region, type, alias, instanceId, viewableDays, enabledAt, expiresAt } = descriptor;
  const there = await tx.db.backup.findUnique({ where: { backupId } });
  if (there?.state === "Resetting") return "being reset"; // the worker destroys what is left of it
  if (there?.bindingId === bindingId) return there as BoundBackup; // made below
  if ((await tx.db.account.count({ where: { accountId } })) === 0) return "no account";
  // Nobody would reach it, and the next start would be refused (REG-06); asked again with the region, it is entered.
  if (!findRegion(tx.deployment.regions, region)) return "region not configured";
  const known = there && there.accountId === accountId && there.region === region && there.type === type ? there : null;
  if (there && (!known || known.bindingId !== null)) return "another backup in its place";
  if (!known && !(await makeRoom(tx, accountId, region, type))) return "another backup in its place";
  const bound = {
    alias,
    // An order of the last hour is in the store, one of a tick that never came in the system backup.
    viewableDays: Math.max(viewableDays, known?.viewableDays ?? 0),
    state: "Enabled",
    bindingId,
    sourceInstanceId: instanceId,
    sourceReleasedAt: tx.now(),
    enabledAt: new Date(enabledAt),
    expiresAt: expiresAt === null ? null : latest(new Date(expiresAt), known?.expiresAt, tx.now()),
    feedEpoch: randomUuid(),
  } as const satisfies Partial<BackupModel>;
  const made = known
    ? await tx.db.backup.update({ where: { pk: known.pk }, data: bound })
    : await tx.db.backup.create({
        data: { ...bound, pk: tx.newId(), backupId, accountId, region, type, createdAt: new Date(enabledAt) },
      });
  await storeWrappingKey(tx, "Backup", bindingId, backupKey);
  await record(tx, "RebuildFromStore", backupSubject(made), { bindingId, instanceId });
  return made as BoundBackup; // as written above
}

/**
 * The later of the two ends that are known, and not before now: one that is over has its 15 days from now on (BKP-52), since
 * nobody could renew it while there was no database.
 */
function latest(stored: Date, known: Date | null | undefined, now: Date): Date {
  return new Date(Math.max(stored.getTime(), known?.getTime() ?? 0, now.getTime()));
}

/** The account came with an empty Default backup of each region; it has one only (BKP-12). */
async function makeRoom(tx: Tx, accountId: string, region: string, type: BackupModel["type"]): Promise<boolean> {
  if (type !== "Default") return true;
  await tx.db.backup.deleteMany({ where: { accountId, region, type, state: "Disabled" } });
  return (await tx.db.backup.count({ where: { accountId, region, type } })) === 0;
}

async function orDamaged<T>(unreadable: Unreadable[], place: string, read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== "BackupDamaged") throw error;
    unreadable.push({ object: `${place}/${error.params.object}`, reason: "damaged" });
    return null;
  }
}
