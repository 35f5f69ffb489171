import { systemNow } from "@/lib/clock";
import { Keyring, wipeRootKeys } from "@/lib/crypto/keyring";
import { parseRootKeys } from "@/lib/crypto/root-key";
import { saveBeforeMigration } from "@/lib/domain/system-backup/save-before-migration";
import { databaseUrlFor, env, readRootKeyText } from "@/lib/env";
import { makeBackupStore } from "@/lib/external/backup-store";

// The entry of a process that scripts/start.mjs runs before it migrates a database that is not empty (P15): it is the only
// one that has the owner's URL and the root key at once, and it ends as soon as it is done.

try {
  const text = readRootKeyText();
  if (text === undefined) throw new Error("there is no root key");
  const roots = parseRootKeys(text);
  const keyring = new Keyring(roots);
  wipeRootKeys(roots);
  const backupStore = await makeBackupStore(env().backupStore);
  const { name } = await saveBeforeMigration(databaseUrlFor("owner"), { backupStore, keyring, now: systemNow });
  process.stdout.write(`${name}\n`);
  process.exit(0);
} catch (error) {
  const cause = error instanceof Error && error.cause instanceof Error ? ` (${error.cause.message})` : "";
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}${cause}\n`);
  process.exit(1);
}
