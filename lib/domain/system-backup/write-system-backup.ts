import type pg from "pg";
import type { Keyring } from "@/lib/crypto/keyring";
import { randomUuid } from "@/lib/crypto/random";
import { beginTaking, noteTaking, rowsOf, savedInstallation, tablesOf } from "@/lib/db/system-backup.sql";
import { damaged } from "../backups/binding-store";
import type { BackupStore } from "../backups/store";
import { DomainError } from "../errors";
import { StoredSystemBackup } from "./read-system-backup";
import { isSuperseded, systemBackupsToRemove } from "./retention-rules";
import { RowPacks } from "./row-packs";
import { SAVED_TABLES } from "./saved-tables";
import { makeSystemKey } from "./system-key";
import { type SystemManifest, writeSystemManifest } from "./system-manifest";
import {
  isSystemBackupName,
  numberOf,
  systemBackupName,
  systemNamesOf,
  systemPrefix,
  toldObject,
  wholeSystemBackups,
} from "./system-names";

/** Moments of it, for the tests that end one between every two of them. */
export type TakingStep = "begun" | "key" | "packs" | "manifest" | "removed";

/** What it needs: no Prisma, no Ctx, so that it can be taken before a migration, of the schema that is there (P15). */
export interface Taking {
  /** A connection of its own; it is ended here. */
  connect(): Promise<pg.Client>;
  store: BackupStore;
  keyring: Keyring;
  now(): Date;
  newId(): string;
  /** How long to wait for one that is under way; 0: not at all. */
  waitMs: number;
  /** Takes the place of one that was taken for the same reason just before. */
  supersedes?: boolean;
  onStep?(step: TakingStep): Promise<void> | void;
}

export interface TakenSystemBackup {
  name: string;
  at: Date;
  rows: number;
  bytes: number;
}

/**
 * Saves what lies in no instance (decisions 11): every table of the list in one snapshot, sealed into the store; the
 * manifest last. Then older ones are removed, and what a killed one left. Killed anywhere, the last whole one stays whole.
 * Null where another one is under way.
 * @throws DomainError BackupStoreUnavailable, BackupDamaged where the store does not give back what it was given
 */
export async function writeSystemBackup(taking: Taking, reason: string): Promise<TakenSystemBackup | null> {
  const startedAt = taking.now();
  const client = await taking.connect();
  try {
    if (!(await beginTaking(client, taking.waitMs))) return null;
    const taken = await write(taking, client, reason, startedAt);
    await client.query("COMMIT");
    await note(taking, client, { ...taken, reason, startedAt, errorCode: null });
    return taken;
  } catch (error) {
    await client.query("ROLLBACK").catch(() => {});
    const errorCode = error instanceof DomainError ? error.code : "InternalFailure";
    // Where even that cannot be written, the cause is thrown on all the same.
    const name = `failed-${taking.newId()}`;
    await note(taking, client, { name, reason, startedAt, rows: 0, bytes: 0, errorCode }).catch(() => {});
    throw error;
  } finally {
    await client.end();
  }
}

async function write(taking: Taking, client: pg.Client, reason: string, at: Date): Promise<TakenSystemBackup> {
  const { store, keyring, onStep } = taking;
  const installation = await savedInstallation(client);
  if (!installation) throw new DomainError("ServiceUnavailable");
  await onStep?.("begun");
  const before = await store.list(systemPrefix(installation));
  const name = systemBackupName(numberAfter(before), at);
  const names = systemNamesOf(installation, name);
  const { key, object } = makeSystemKey(keyring, { installation, name });
  await putAndReadBack(store, names.key, object, toldObject(name, "key"));
  await onStep?.("key");

  const bindingId = randomUuid();
  const packs = new RowPacks({ store, names, name, key, bindingId });
  const tables = [];
  for (const { name: table, columns } of await tablesOf(client)) {
    const saved = SAVED_TABLES[table];
    if (saved) tables.push(await packs.addTable(table, columns, rowsOf(client, table, saved.where)));
  }
  const claims = await packs.end();
  await onStep?.("packs");

  const manifest: SystemManifest = {
    v: 1,
    installation,
    name,
    bindingId,
    at: at.toISOString(),
    reason,
    tables,
    packs: claims,
  };
  const bytes = writeSystemManifest(key, manifest);
  await putAndReadBack(store, names.manifest, bytes, toldObject(name, "manifest.json"));
  await onStep?.("manifest");
  await removeOthers(taking, installation, before, manifest);
  await onStep?.("removed");
  return {
    name,
    at,
    rows: tables.reduce((sum, { rows }) => sum + rows, 0),
    bytes: claims.reduce((sum, { length }) => sum + length, 0),
  };
}

/** Higher than any that lies there, whole or not. */
function numberAfter(objects: readonly string[]): number {
  const numbers = objects.map((object) => numberOf(nameIn(object)));
  return Math.max(0, ...numbers.filter(Number.isSafeInteger)) + 1;
}

/** `kms1/<installation>/system/<name>/…` */
const nameIn = (object: string) => object.split("/")[3] ?? "";

async function putAndReadBack(store: BackupStore, name: string, bytes: Buffer, told: string): Promise<void> {
  // "It exists" may be the answer to a repeated request whose first one arrived: what lies there decides.
  await store.putIfAbsent(name, bytes);
  if (!(await store.get(name))?.equals(bytes)) throw damaged(told);
}

/** The lock is ours: what lies there without a manifest is nobody's any more. The manifest goes first. */
async function removeOthers(taking: Taking, installation: string, before: readonly string[], newest: SystemManifest) {
  const { store, now } = taking;
  const whole = wholeSystemBackups(before).get(installation) ?? [];
  const kept = new Set([...whole, newest.name]);
  const superseded = await supersededBy(taking, newest, whole.at(-1));
  for (const name of [...superseded, ...systemBackupsToRemove([...whole, newest.name], now())]) {
    kept.delete(name);
    await store.remove(systemNamesOf(installation, name).manifest);
  }
  for (const object of before) {
    const name = nameIn(object);
    if (isSystemBackupName(name) && !kept.has(name)) await store.remove(object);
  }
}

async function supersededBy({ store, keyring, supersedes }: Taking, newest: SystemManifest, last: string | undefined) {
  if (!supersedes || last === undefined || !isSuperseded(last, newest.name)) return [];
  try {
    const { manifest } = await StoredSystemBackup.open(store, keyring, {
      installation: newest.installation,
      name: last,
    });
    return manifest.reason === newest.reason ? [last] : [];
  } catch (error) {
    if (error instanceof DomainError && error.code === "BackupDamaged") return []; // told where they are listed
    throw error;
  }
}

type Noted = Omit<TakenSystemBackup, "at"> & { reason: string; startedAt: Date; errorCode: string | null };

function note({ newId, now }: Taking, client: pg.Client, { rows, bytes, ...noted }: Noted): Promise<void> {
  return noteTaking(client, { ...noted, pk: newId(), endedAt: now(), rows: BigInt(rows), bytes: BigInt(bytes) });
}
