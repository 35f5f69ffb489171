import { z } from "zod";
import { regionsInUse } from "@/lib/db/regions-in-use.sql";
import { insertRows, references, tablesHere } from "@/lib/db/system-backup.sql";
import type { Tx } from "../context";
import { DomainError } from "../errors";
import { findRegion } from "../instances/regions";
import type { StoredSystemBackup } from "./read-system-backup";
import { RESTORED } from "./restored-columns";
import { reviveInstances } from "./revive-instances";
import { inOrderOfReferences } from "./table-order";
import { REBUILT } from "./take-system-backup";

export interface LoadedSystemBackup {
  name: string;
  at: Date;
  accounts: number;
  /** Come back empty, with a new key and a new automatic backup. */
  instances: number;
  /** Keys outside instances. */
  keys: number;
  rows: number;
}

/**
 * Brings the rows of a system backup into a database that holds nobody, in the transaction that it is given: all of them,
 * or none. They go the way of all rows, in the order in which they refer to each other and with every constraint and
 * trigger of the schema, in the gateway's own role: no process has a right to pass these by, and so whatever a system
 * backup says, the ledger balances and only grows, and no id that was retired comes back. Columns that this schema has no
 * more are left out, and those that the saved one had not get their default.
 * @throws DomainError BackupDamaged, InvalidParameter where a region of it is not configured
 */
export async function loadSystemBackup(tx: Tx, stored: StoredSystemBackup): Promise<LoadedSystemBackup> {
  await stored.prove();
  const here = new Map((await tablesHere(tx.db)).map(({ name, columns }) => [name, columns]));
  const refer = await references(tx.db);
  const saved = stored.manifest.tables.map(({ table }) => table).filter((table) => here.has(table));
  const inserted = new Map<string, number>();
  for (const table of inOrderOfReferences(saved, refer)) {
    const rows = stored.rowsOf(table);
    if (!rows || table === "installation") continue;
    const columns = rows.columns.filter((column) => here.get(table)?.includes(column));
    const refersToItself = refer.some(([child, parent]) => child === table && parent === table);
    let count = 0;
    // One statement where rows of a table refer to others of it, in whatever order these come.
    const parts = refersToItself ? joined(stored.read(rows)) : stored.read(rows);
    for await (const json of parts) count += await insertRows(tx.db, { table, columns, json, ...RESTORED[table] });
    inserted.set(table, count);
  }
  await takeInstallation(tx, stored);
  await assertRegionsConfigured(tx);
  const instances = await reviveInstances(tx);
  await noteRebuilt(tx, stored, inserted);
  const { name, at } = stored.manifest;
  const count = (table: string) => inserted.get(table) ?? 0;
  const rows = [...inserted.values()].reduce((sum, one) => sum + one, 0);
  return { name, at: new Date(at), accounts: count("account"), instances, keys: count("key"), rows };
}

async function* joined(parts: AsyncIterable<string>): AsyncGenerator<string> {
  const rows: string[] = [];
  for await (const part of parts) rows.push(part.slice(1, -1));
  if (rows.length > 0) yield `[${rows.join(",")}]`;
}

const installationRow = z.tuple([z.object({ id: z.uuid(), created_at: z.string(), time_zone: z.string() })]);

/** The store's objects are named by the installation, and its days are those of its time zone. */
async function takeInstallation(tx: Tx, stored: StoredSystemBackup): Promise<void> {
  const rows = stored.rowsOf("installation");
  if (!rows) throw new DomainError("ServiceUnavailable");
  for await (const json of stored.read(rows)) {
    const [{ id, created_at, time_zone }] = installationRow.parse(JSON.parse(json));
    const data = { id, createdAt: new Date(created_at), timeZone: time_zone };
    const { count } = await tx.db.installation.updateMany({ data });
    if (count !== 1) throw new DomainError("ServiceUnavailable");
  }
}

/** The next start would be refused (REG-06), and nobody could reach what lies there. */
async function assertRegionsConfigured(tx: Tx): Promise<void> {
  const lost = (await regionsInUse(tx.db)).find(({ region }) => !findRegion(tx.deployment.regions, region));
  if (lost) throw new DomainError("InvalidParameter", { name: `KMS_REGIONS (${lost.region})` });
}

/** Says from then on that this database is that one, so that a rebuild which is asked again goes on where it was. */
async function noteRebuilt(tx: Tx, { manifest }: StoredSystemBackup, inserted: ReadonlyMap<string, number>) {
  const rows = [...inserted.values()].reduce((sum, one) => sum + one, 0);
  const bytes = manifest.packs.reduce((sum, { length }) => sum + length, 0);
  const row = { pk: tx.newId(), name: manifest.name, reason: REBUILT, startedAt: new Date(manifest.at) };
  await tx.db.systemBackup.create({ data: { ...row, endedAt: tx.now(), rows: BigInt(rows), bytes: BigInt(bytes) } });
}
