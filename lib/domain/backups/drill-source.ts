import { canonicalJson } from "@/lib/crypto/canonical-json";
import { sha256 } from "@/lib/crypto/digest";
import { keyPksOf, readKeys, readSecrets, secretPksOf } from "@/lib/db/backup-read.sql";
import { type Changed, changedSince } from "@/lib/db/change-feed.sql";
import type { BackupModel } from "@/lib/generated/prisma/models";
import type { Ctx, Tx } from "../context";
import { type BoundBackup, requireBound } from "./binding-store";
import { openEntriesOf, openIdentities } from "./catalogue";
import { subjectOf } from "./drill-compare";
import { readSnapshot } from "./read-snapshot";
import { type BackupRecord, backupRecord } from "./record-schema";
import type { ReportProblem } from "./report-view";
import { type EntryIdentity, entryKey, identityOf } from "./run-index";

// What the newest run holds against what the source holds, of everything that has not changed since: a change that a run
// missed, or a record that somebody replaced, is told by its digest however well it is sealed (the first invariant). One
// snapshot sees catalogue, cursor, feed and rows.

const ITEMS_PER_READ = { key: 250, secret: 25 } as const;

interface Compared {
  records: number;
  problems: ReportProblem[];
}

/** Null where there is nothing to compare with: a source that is gone, or a cursor that counts for nothing. */
export async function compareWithSource(ctx: Ctx, backupPk: string): Promise<Compared | null> {
  return readSnapshot(ctx, async (reading) => {
    const backup = requireBound(await reading.db.backup.findUniqueOrThrow({ where: { pk: backupPk } }));
    const { instancePk, snapshot } = backup;
    if (!instancePk || !snapshot || backup.sourceReleasedAt) return null;
    const changed = await changedSince(reading.db, instancePk, snapshot);
    const found: Compared = { records: 0, problems: [] };
    for (const kind of ["key", "secret"] as const) {
      const moved = changed.filter((row) => row.kind === kind);
      await compareKind(reading, { ...backup, instancePk }, kind, moved, found);
    }
    return found;
  });
}

type Kind = "key" | "secret";
const READERS = {
  key: { pksOf: keyPksOf, read: readKeys },
  secret: { pksOf: secretPksOf, read: readSecrets },
} as const;

async function compareKind(
  reading: Tx,
  backup: BoundBackup & { instancePk: string },
  kind: Kind,
  changed: readonly Changed[],
  found: Compared,
): Promise<void> {
  const { pksOf, read } = READERS[kind];
  const skipped = new Set(changed.map(({ resourcePk }) => resourcePk));
  const seen = new Set(changed.map(({ accountId, publicId }) => placeOf(accountId, publicId)));
  const pks = (await pksOf(reading.db, backup.instancePk)).filter((pk) => !skipped.has(pk));
  for (let at = 0; at < pks.length; at += ITEMS_PER_READ[kind]) {
    const items = await read(reading.db, backup.instancePk, pks.slice(at, at + ITEMS_PER_READ[kind]));
    const records = items.flatMap(({ item, versions }) => [item, ...versions]).map(parsed);
    for (const record of records) seen.add(placeOf(record.account, subjectOf(record).id));
    await compareRecords(reading, backup, kind, records, found);
  }
  for (const { accountId, publicId: id } of await openIdentities(reading, backup, kind)) {
    if (seen.has(placeOf(accountId, id))) continue;
    found.problems.push({ problem: "notAsSource", kind, id, accountId, detail: "not in the source" });
  }
}

const placeOf = (accountId: string, id: string) => JSON.stringify([accountId, id]);
const parsed = (text: string) => backupRecord.parse(JSON.parse(text));

async function compareRecords(
  reading: Tx,
  backup: BackupModel & BoundBackup,
  kind: Kind,
  records: readonly BackupRecord[],
  found: Compared,
): Promise<void> {
  const ids = [...new Set(records.map((record) => subjectOf(record).id))];
  const accounts = new Set(records.map((record) => placeOf(record.account, subjectOf(record).id)));
  const held = await openEntriesOf(reading, backup, kind, ids);
  for (const record of records) {
    const identity = identityOf(record);
    const entry = held.get(entryKey(identity));
    held.delete(entryKey(identity));
    found.records += 1;
    if (!entry) found.problems.push(problemOf(identity, "not in the backup"));
    else if (!entry.digest.equals(sha256(canonicalJson(record)))) found.problems.push(problemOf(identity, "differs"));
  }
  // What the backup holds beside them: of these items, not of another account's of the same name.
  for (const { identity } of held.values())
    if (accounts.has(placeOf(identity.account, identity.resourceId)))
      found.problems.push(problemOf(identity, "not in the source"));
}

function problemOf({ kind, account, resourceId, versionId }: EntryIdentity, detail: string): ReportProblem {
  const about = { kind: kind.startsWith("key") ? "key" : "secret", id: resourceId, accountId: account } as const;
  return { problem: "notAsSource", ...about, ...(versionId === "" ? {} : { versionId }), detail };
}
