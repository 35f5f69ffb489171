import { canonicalText } from "@/lib/crypto/canonical-json";
import { closeEntries, openEntries } from "@/lib/db/backup-catalogue.sql";
import { ByteLines } from "@/lib/db/byte-lines";
import { copyInto, copyText } from "@/lib/db/copy";
import type { Prisma } from "@/lib/generated/prisma/client";
import { businessDayOf, dayAsDate } from "../calendar";
import type { Tx } from "../context";
import { assertChanged } from "../transaction";
import type { BoundBackup } from "./binding-store";
import { type Manifest, unfoldTicks } from "./manifest";
import type { Run } from "./run-backup";
import { type EntryIdentity, entryKey, type IndexPart } from "./run-index";

// The catalogue: which record of which item was valid from which tick until which. It can be rebuilt from the store
// (invariant 2); what it says of a run appears in one transaction (invariant 6).

const KINDS = { key: ["key", "key-version"], secret: ["secret", "secret-version"] } as const;

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
  const rows = await openEntries(tx.db, backup.pk, KINDS[kind], resourceIds);
  return new Map(
    rows.map(({ kind: of, account, resourceId, versionId, digest, since }) => {
      const identity = { kind: of as EntryIdentity["kind"], account, resourceId, versionId }; // written below alone
      return [entryKey(identity), { identity, digest: Buffer.from(digest), since }];
    }),
  );
}

/** The ids of all keys, or all secrets, that the catalogue holds now, up to `size` at a time. */
export async function* heldIds(
  tx: Tx,
  backup: BoundBackup,
  kind: keyof typeof KINDS,
  size: number,
): AsyncGenerator<string[]> {
  let after = "";
  for (;;) {
    const rows = await tx.db.backupEntry.findMany({
      where: { backupPk: backup.pk, kind, validTo: null, resourceId: { gt: after } },
      orderBy: { resourceId: "asc" },
      take: size,
      select: { resourceId: true },
    });
    const last = rows.at(-1);
    if (!last) return;
    // Two accounts' items of one name are one id. Not `distinct`: Prisma would read all that is left, for every page.
    yield [...new Set(rows.map(({ resourceId }) => resourceId))];
    after = last.resourceId;
  }
}

/** All keys, or all secrets, that the catalogue holds now. */
export async function openIdentities(tx: Tx, backup: BoundBackup, kind: keyof typeof KINDS) {
  const rows = await tx.db.backupEntry.findMany({
    where: { backupPk: backup.pk, kind, validTo: null },
    select: { accountId: true, resourceId: true },
  });
  return rows.map(({ accountId, resourceId }) => ({ accountId, publicId: resourceId }));
}

/** How many keys and secrets the backup holds: what its last run or tick left. */
export async function heldNow(tx: Tx, backup: BoundBackup): Promise<{ keys: number; secrets: number }> {
  return (await lastComplete(tx, backup)) ?? { keys: 0, secrets: 0 };
}

/** The last run or tick of the binding. */
export function lastComplete(tx: Tx, backup: BoundBackup) {
  return tx.db.backupRun.findFirst({
    where: { backupPk: backup.pk, bindingId: backup.bindingId, state: "Complete" },
    orderBy: { tickAt: "desc" },
    select: { keys: true, secrets: true, completedAt: true },
  });
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

/** Where a record lies in the store. */
interface Place {
  pack: string;
  packNumber: number;
  ordinal: number;
  offset: number;
  length: number;
}

interface MoreOfEntry {
  /** In hex. */
  digest: string;
  /** Null: since this run. */
  since: string | null;
  /** JSON of item-view.ts. */
  view: string;
}

/**
 * Enters what a run opens and closes, some thousand rows at a time, into the transaction that it is given: what is
 * superseded is closed first, so that never two entries of one record are open.
 */
export class CatalogueWriter {
  /** What the backup holds more, or less, than before. */
  readonly gained = { keys: 0, secrets: 0 };
  /** How many keys and secrets are new, and how many are gone. */
  readonly turnover = { added: 0, deleted: 0 };
  readonly #lines = new ByteLines();
  #closed: EntryIdentity[] = [];
  #entering: Promise<void> = Promise.resolve();
  readonly #common: string;

  constructor(
    private readonly tx: Tx,
    private readonly backup: Pick<BoundBackup, "pk" | "bindingId">,
    private readonly of: { tick: string; run: number },
  ) {
    this.#common = `${backup.pk}\t${backup.bindingId}\t${of.run}\t${of.tick}`;
  }

  open(entry: EntryIdentity & Place & { rotatedAt: string | null }, { digest, since, view }: MoreOfEntry): void {
    const { kind, account, resourceId, versionId, pack, packNumber, ordinal, offset, length, rotatedAt } = entry;
    const ids = `${kind}\t${account}\t${copyText(resourceId)}\t${copyText(versionId)}`;
    const place = `${pack}\t${packNumber}\t${ordinal}\t${offset}\t${length}`;
    this.#lines.add(
      `${this.tx.newId()}\t${this.#common}\t${since ?? this.of.tick}\t${copyText(rotatedAt)}\t${ids}\t${place}\t\\\\x${digest}\t${copyText(view)}\n`,
    );
    if (since === null || since === this.of.tick) this.#count(kind, 1);
    else this.#closed.push({ kind, account, resourceId, versionId });
  }

  close(identity: EntryIdentity): void {
    this.#count(identity.kind, -1);
    this.#closed.push(identity);
  }

  #count(kind: EntryIdentity["kind"], by: 1 | -1): void {
    if (kind !== "key" && kind !== "secret") return;
    this.gained[kind === "key" ? "keys" : "secrets"] += by;
    this.turnover[by === 1 ? "added" : "deleted"] += 1;
  }

  /** To be called every thousand entries or so: enters them while the caller goes on with the next ones. */
  async advance(): Promise<void> {
    await this.#entering;
    const lines = this.#lines.take();
    const closed = this.#closed;
    this.#closed = [];
    this.#entering = this.#enter(lines, closed);
    this.#entering.catch(() => {}); // awaited above or at the end, where it is thrown
  }

  /** Until everything that it was told is entered. */
  async settle(): Promise<void> {
    await this.advance();
    await this.#entering;
  }

  async #enter(lines: Buffer, closed: readonly EntryIdentity[]): Promise<void> {
    await closeEntries(this.tx.db, this.backup.pk, new Date(this.of.tick), closed);
    if (lines.length > 0) await copyInto(this.tx.db, "backup_entry", ENTRY_COLUMNS, lines);
  }
}

const ENTRY_COLUMNS =
  'pk, backup_pk, binding_id, run_number, valid_from, since, rotated_at, kind, account_id, resource_id, version_id, pack, pack_number, ordinal, "offset", length, digest, view';

export interface EnteredRun {
  manifest: Manifest;
  manifestSha256: string;
  startedAt: Date;
  turnover: { added: number; deleted: number };
  /** Null where the cursor cannot be trusted (an adopted run): the next run reads everything. */
  snapshot: string | null;
}

/** A run that is in the store, with what its index says (read-index.ts), onto the run before it. */
export async function enterRun(
  tx: Tx,
  backup: BoundBackup,
  { index, ...run }: Omit<EnteredRun, "turnover"> & { index: AsyncIterable<IndexPart> },
): Promise<void> {
  const writer = new CatalogueWriter(tx, backup, { tick: run.manifest.tick, run: run.manifest.run });
  for await (const { opened, closed } of index) {
    for (const entry of opened) writer.open(entry, { ...entry, view: canonicalText(entry.view) });
    for (const identity of closed) writer.close(identity);
    await writer.advance();
  }
  await writer.settle();
  await completeRun(tx, backup, { ...run, turnover: writer.turnover });
}

/**
 * The end of step 6 of decisions 10, in the transaction that has entered what the run changed, and only onto the run before
 * it. The ticks that its manifest covers are entered too where the database has lost them.
 * @throws DomainError ChangedMeanwhile when the backup was reset or another run was entered
 */
export async function completeRun(tx: Tx, backup: BoundBackup, run: EnteredRun): Promise<void> {
  const { manifest } = run;
  const tickAt = new Date(manifest.tick);
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
  const { keys, secrets } = await heldNow(tx, backup);
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
      keys,
      secrets,
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

function runRow(tx: Tx, backup: BoundBackup, { manifest, manifestSha256, startedAt, turnover }: EnteredRun) {
  const { packs, index, counts } = manifest;
  return {
    ...commonOf(tx, backup, new Date(manifest.tick)),
    businessDay: dayAsDate(manifest.day),
    startedAt,
    completedAt: tx.now(),
    number: manifest.run,
    kind: manifest.kind,
    ...counts,
    ...turnover,
    bytes: BigInt([...packs, ...index].reduce((sum, object) => sum + object.length, 0)),
    manifestSha256: Buffer.from(manifestSha256, "hex"),
  };
}
