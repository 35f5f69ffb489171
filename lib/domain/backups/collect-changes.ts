import { copyRecords, presentOf, type ReadRecord } from "@/lib/db/backup-read.sql";
import { type Changed, changedSince } from "@/lib/db/change-feed.sql";
import type { Tx } from "../context";
import type { BoundBackup } from "./binding-store";
import { heldIds, openEntriesOf } from "./catalogue";
import { entryKey } from "./run-index";
import type { RunWriter } from "./run-writer";

const PKS_PER_READ = 2000;
const IDS_PER_LOOKUP = 500;

type Kind = "key" | "secret";

/** Steps 3 and 4: reads what changed, or everything where there is no cursor, and stores what differs by digest. */
export async function collectChanges(
  reading: Tx,
  tx: Tx,
  backup: BoundBackup & { instancePk: string },
  writer: RunWriter,
): Promise<void> {
  const changed = backup.snapshot === null ? null : await changedSince(reading.db, backup.instancePk, backup.snapshot);
  for (const kind of ["key", "secret"] as const) {
    const named = changed?.filter((row) => row.kind === kind);
    const seen = named && new Set<string>();
    const store = async (records: ReadRecord[]) => {
      for (const record of seen ? records : []) seen?.add(entryKey(record));
      await storeDifferences(tx, backup, kind, records, writer);
    };
    for (const pks of named ? slices(PKS_PER_READ, [...new Set(named.map((row) => row.resourcePk))]) : [null]) {
      await copyRecords(reading.db, backup.instancePk, { kind, pks }, store);
    }
    if (writer.isFirst) continue;
    await writer.catalogue.settle();
    if (named && seen) await closeNamed(tx, backup, kind, named, seen, writer);
    else await closeUnseen(reading, tx, backup, kind, writer);
  }
}

async function storeDifferences(
  tx: Tx,
  backup: BoundBackup,
  kind: Kind,
  records: readonly ReadRecord[],
  writer: RunWriter,
): Promise<void> {
  if (writer.isFirst) return writer.open(records);
  const held = await openEntriesOf(tx, backup, kind, [...new Set(records.map(({ resourceId }) => resourceId))]);
  await writer.open(records, held);
}

/** Of the items that the feed names: what the catalogue holds and was not seen. */
async function closeNamed(
  tx: Tx,
  backup: BoundBackup,
  kind: Kind,
  named: readonly Changed[],
  seen: ReadonlySet<string>,
  writer: RunWriter,
): Promise<void> {
  const places = new Set(named.map(({ accountId, publicId }) => placeOf(accountId, publicId)));
  // Made and destroyed several times under one name, or by two accounts: looked up once all the same.
  for (const ids of slices(IDS_PER_LOOKUP, [...new Set(named.map((row) => row.publicId))])) {
    const held = await openEntriesOf(tx, backup, kind, ids);
    const gone = [...held].filter(
      // Not another account's item of the same name.
      ([key, { identity }]) => !seen.has(key) && places.has(placeOf(identity.account, identity.resourceId)),
    );
    await writer.close(gone.map(([, { identity }]) => identity));
  }
}

const placeOf = (account: string, id: string) => `${account} ${id}`;

/** Of everything: what the catalogue holds and the instance no more, asked some at a time. */
async function closeUnseen(
  reading: Tx,
  tx: Tx,
  backup: BoundBackup & { instancePk: string },
  kind: Kind,
  writer: RunWriter,
): Promise<void> {
  for await (const ids of heldIds(tx, backup, kind, IDS_PER_LOOKUP)) {
    const held = await openEntriesOf(tx, backup, kind, ids);
    for (const { versionId, ...present } of await presentOf(reading.db, backup.instancePk, kind, ids)) {
      held.delete(entryKey({ ...present, versionId, kind: versionId === "" ? kind : `${kind}-version` }));
    }
    await writer.close([...held.values()].map(({ identity }) => identity));
  }
}

function* slices<T>(size: number, all: readonly T[]): Generator<T[]> {
  for (let at = 0; at < all.length; at += size) yield all.slice(at, at + size);
}
