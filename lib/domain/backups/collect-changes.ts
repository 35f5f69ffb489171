import { canonicalJson } from "@/lib/crypto/canonical-json";
import { sha256 } from "@/lib/crypto/digest";
import { keyPksOf, type ReadItem, readKeys, readSecrets, secretPksOf } from "@/lib/db/backup-read.sql";
import { changedSince } from "@/lib/db/change-feed.sql";
import type { Tx } from "../context";
import type { BoundBackup } from "./binding-store";
import { openEntriesOf, openIdentities } from "./catalogue";
import { itemViewOf, rotatedAtOf } from "./item-view";
import type { PackSink } from "./pack-sink";
import { type BackupRecord, backupRecord } from "./record-schema";
import { type EntryIdentity, entryKey, type RunIndex } from "./run-index";

/** A secret with ten versions of 30 KB is half a megabyte of JSON, a key a few hundred bytes. */
const ITEMS_PER_READ = { key: 250, secret: 25 } as const;
const IDS_PER_LOOKUP = 250;

/** What a run will say has changed. */
export interface Draft {
  opened: RunIndex["opened"];
  closed: RunIndex["closed"];
  /** Keys and secrets that differ from the run before. */
  items: Set<string>;
}

interface Collecting {
  sink: PackSink;
  draft: Draft;
}

type Kind = "key" | "secret";
const READERS = {
  key: { pksOf: keyPksOf, read: readKeys },
  secret: { pksOf: secretPksOf, read: readSecrets },
} as const;

/** Steps 3 and 4: reads what changed, or everything where there is no cursor, and seals what differs by digest. */
export async function collectChanges(
  reading: Tx,
  tx: Tx,
  backup: BoundBackup & { instancePk: string },
  tickAt: Date,
  into: Collecting,
): Promise<void> {
  const changed = backup.snapshot === null ? null : await changedSince(reading.db, backup.instancePk, backup.snapshot);
  for (const kind of ["key", "secret"] as const) {
    const named = changed?.filter((row) => row.kind === kind);
    const pks = named ? named.map((row) => row.resourcePk) : await READERS[kind].pksOf(reading.db, backup.instancePk);
    const present = new Set<string>();
    for (let at = 0; at < pks.length; at += ITEMS_PER_READ[kind]) {
      const items = await READERS[kind].read(reading.db, backup.instancePk, pks.slice(at, at + ITEMS_PER_READ[kind]));
      const records = items.map(parseItem);
      for (const [item] of records) present.add(itemKey(kind, item));
      await sealDifferences(tx, backup, kind, records, tickAt, into);
    }
    const perhapsGone = named ?? (await openIdentities(tx, backup, kind));
    await closeGone(
      tx,
      backup,
      kind,
      perhapsGone.filter((row) => !present.has(placeKey(kind, row.accountId, row.publicId))),
      into,
    );
  }
}

type ItemRecords = [item: BackupRecord, ...versions: BackupRecord[]];

function parseItem(read: ReadItem): ItemRecords {
  const parse = (text: string) => backupRecord.parse(JSON.parse(text));
  return [parse(read.item), ...read.versions.map(parse)];
}

const placeKey = (kind: Kind, account: string, id: string) => JSON.stringify([kind, account, id]);
const itemKey = (kind: Kind, record: BackupRecord) => placeKey(kind, record.account, resourceIdOf(record));
const resourceIdOf = (record: BackupRecord) => ("keyId" in record ? record.keyId : record.name);

function identityOf(record: BackupRecord): EntryIdentity {
  const versionId = "versionId" in record ? record.versionId : "";
  return { kind: record.kind, account: record.account, resourceId: resourceIdOf(record), versionId };
}

async function sealDifferences(
  tx: Tx,
  backup: BoundBackup,
  kind: Kind,
  items: readonly ItemRecords[],
  tickAt: Date,
  { sink, draft }: Collecting,
): Promise<void> {
  const held = await openEntriesOf(
    tx,
    backup,
    kind,
    items.map(([item]) => resourceIdOf(item)),
  );
  const accounts = new Map(items.map(([item]) => [itemKey(kind, item), item.account]));
  for (const records of items) {
    for (const record of records) {
      const identity = identityOf(record);
      const entry = held.get(entryKey(identity));
      held.delete(entryKey(identity));
      const plaintext = canonicalJson(record);
      const digest = sha256(plaintext);
      if (entry?.digest.equals(digest)) continue; // invariant 3: what has not changed is not stored again
      const placed = await sink.add(identity, plaintext);
      const since = entry?.since ?? tickAt;
      draft.opened.push({
        ...identity,
        ...placed,
        digest: digest.toString("hex"),
        since: since.toISOString(),
        rotatedAt: rotatedAtOf(record),
        view: itemViewOf(record),
      });
      draft.items.add(itemKey(kind, records[0]));
    }
  }
  // What the catalogue still holds of these items and the database no more: versions that are gone.
  for (const { identity } of held.values()) {
    const item = placeKey(kind, identity.account, identity.resourceId);
    if (!accounts.has(item)) continue; // another account's item of the same name
    draft.closed.push(identity);
    draft.items.add(item);
  }
}

async function closeGone(
  tx: Tx,
  backup: BoundBackup,
  kind: Kind,
  gone: readonly { accountId: string; publicId: string }[],
  { draft }: Collecting,
): Promise<void> {
  const places = new Set(gone.map((row) => placeKey(kind, row.accountId, row.publicId)));
  // Made and destroyed several times under one name, or by two accounts: once all the same.
  const ids = [...new Set(gone.map((row) => row.publicId))];
  for (let at = 0; at < ids.length; at += IDS_PER_LOOKUP) {
    const held = await openEntriesOf(tx, backup, kind, ids.slice(at, at + IDS_PER_LOOKUP));
    for (const { identity } of held.values()) {
      const item = placeKey(kind, identity.account, identity.resourceId);
      if (!places.has(item)) continue;
      draft.closed.push(identity);
      draft.items.add(item);
    }
  }
}
