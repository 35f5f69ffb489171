import type { Keyring } from "@/lib/crypto/keyring";
import { uuidV7 } from "@/lib/crypto/random";
import { connectTo, lastMigration } from "@/lib/db/system-backup.sql";
import { storeOf } from "../backups/binding-store";
import type { BackupStore } from "../backups/store";
import { DomainError } from "../errors";
import { type TakenSystemBackup, writeSystemBackup } from "./write-system-backup";

const WAIT_MS = 10 * 60_000;

/**
 * The way back from an upgrade (P15): taken of the schema that is there, before the first migration touches it, with the
 * rights of its owner. An upgrade that fails and is begun again and again keeps the newest of each schema, not all.
 * @throws DomainError BackupStoreUnavailable, BackupDamaged, BackupBusy
 */
export async function saveBeforeMigration(
  url: string,
  { backupStore, keyring, now }: { backupStore: BackupStore; keyring: Keyring; now: () => Date },
): Promise<TakenSystemBackup> {
  const taking = { keyring, now, newId: () => uuidV7(now()), waitMs: WAIT_MS, supersedes: true };
  const store = storeOf({ ports: { backupStore } });
  const reason = `before an upgrade of ${await schemaAt(url)}`;
  const taken = await writeSystemBackup({ ...taking, store, connect: () => connectTo(url) }, reason);
  if (!taken) throw new DomainError("BackupBusy");
  return taken;
}

async function schemaAt(url: string): Promise<string> {
  const client = await connectTo(url);
  try {
    return await lastMigration(client);
  } finally {
    await client.end();
  }
}
