import { sha256OfText } from "@/lib/crypto/digest";
import type { LiveItem } from "@/lib/db/backup-compare.sql";
import { readKeys, readSecrets } from "@/lib/db/backup-read.sql";
import { changedSince } from "@/lib/db/change-feed.sql";
import type { Ctx } from "../context";
import { DomainError } from "../errors";
import type { BoundBackup } from "./binding-store";
import { itemViewOf, rotatedAtOf } from "./item-view";
import { readSnapshot } from "./read-snapshot";
import { type BackupRecord, backupRecord } from "./record-schema";

const ITEMS_PER_READ = 250;
/** All of them are held in memory, and a policy may be long: more than this waits for the next run. */
const ITEMS_COMPARED = 5000;

/** An item as it is now, where it has changed since the last run; its record null where it is there no more. */
export type Living = LiveItem & { record: BackupRecord | null };

/**
 * What has changed since the last run, by `account:id`, as it is now: the feed says what to look at. Null where there is
 * nothing that could: the source was released, or the backup is a file.
 * @throws DomainError NoBackupData before the first run; ServiceUnavailable where the feed does not say, until the next one
 */
export async function liveItems(
  ctx: Ctx,
  { instancePk, sourceReleasedAt, snapshot, lastTickAt }: BoundBackup,
  kind: "key" | "secret",
  ofAccount: string | null,
): Promise<Map<string, Living> | null> {
  if (!instancePk || sourceReleasedAt) return null;
  // After a rebuild, or another database's feed: that nothing has changed is not known.
  if (snapshot === null) throw new DomainError(lastTickAt ? "ServiceUnavailable" : "NoBackupData");
  return readSnapshot(ctx, async (tx) => {
    const named = (await changedSince(tx.db, instancePk, snapshot)).filter((row) => row.kind === kind);
    if (named.length > ITEMS_COMPARED) throw new DomainError("ServiceUnavailable");
    const items = new Map<string, Living>();
    for (const { accountId, publicId: id } of named) {
      if (ofAccount && accountId !== ofAccount) continue;
      items.set(`${accountId}:${id}`, {
        id,
        account: accountId,
        digest: null,
        view: null,
        rotatedAt: null,
        record: null,
      });
    }
    const read = kind === "key" ? readKeys : readSecrets;
    const pks = named.map(({ resourcePk }) => resourcePk);
    for (let at = 0; at < pks.length; at += ITEMS_PER_READ) {
      for (const { item } of await read(tx.db, instancePk, pks.slice(at, at + ITEMS_PER_READ))) {
        const record = backupRecord.parse(JSON.parse(item));
        const id = record.kind === "key" ? record.keyId : record.kind === "secret" ? record.name : "";
        const name = `${record.account}:${id}`;
        // Not there: another account's that is not to be seen.
        if (!items.has(name)) continue;
        const digest = sha256OfText(item).toString("hex");
        const view = itemViewOf(record);
        items.set(name, { id, account: record.account, digest, view, rotatedAt: rotatedAtOf(record), record });
      }
    }
    return items;
  });
}
