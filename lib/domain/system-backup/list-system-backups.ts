import { z } from "zod";
import { assertOperator } from "../accounts/acting-person";
import { installationId, storeOf } from "../backups/binding-store";
import { readInstallations, type StoredInstallation } from "../backups/read-store";
import type { BackupStore } from "../backups/store";
import type { Ctx } from "../context";
import { DomainError } from "../errors";
import { operation } from "../operation";
import { keyringOf } from "../wrapping-keys";
import { StoredSystemBackup } from "./read-system-backup";
import { timeOf } from "./system-names";

export interface SystemBackupView {
  name: string;
  at: Date;
  /** Whether the root key opens it and its manifest is whole; what it holds is known only then. */
  opens: boolean;
  reason: string | null;
  accounts: number;
  instances: number;
  backups: number;
  rows: number;
  bytes: number;
}

export interface InstallationView {
  installationId: string;
  /** Whether it is the one that this database belongs to. */
  current: boolean;
  /** Accounts and backups that have runs in the store. */
  accounts: number;
  backups: number;
  /** Newest first. */
  systemBackups: SystemBackupView[];
}

/** What the store holds, of whichever installation: for the operator, also beside an empty database. */
export const listSystemBackups = operation(
  "ListSystemBackups",
  { touches: "secrets", schema: z.object({}) },
  async (ctx): Promise<InstallationView[]> => {
    assertOperator(ctx, "kms:ListSystemBackups");
    const store = storeOf(ctx);
    const current = await installationId(ctx);
    const found = await readInstallations(store);
    return Promise.all(found.map((one) => viewOfInstallation(ctx, store, one, current)));
  },
);

/** A damaged one has another before it. */
const LOOKED_INTO = 3;

/** What somebody could go on with, beside a database that holds nobody yet (P3). */
export async function restorableInstallations(ctx: Ctx): Promise<InstallationView[]> {
  const store = storeOf(ctx);
  const current = await installationId(ctx);
  const found = (await readInstallations(store)).filter(
    ({ accounts, systemBackups }) => accounts.length + systemBackups.length > 0,
  );
  return Promise.all(found.map((one) => viewOfInstallation(ctx, store, one, current, LOOKED_INTO)));
}

/** `newest`: how many of its system backups are looked into. */
async function viewOfInstallation(
  ctx: Ctx,
  store: BackupStore,
  { id, accounts, bindings, systemBackups }: StoredInstallation,
  current: string,
  newest = systemBackups.length,
): Promise<InstallationView> {
  const views: SystemBackupView[] = [];
  for (const name of systemBackups.toReversed().slice(0, newest)) views.push(await viewOf(ctx, store, id, name));
  const backups = new Set(bindings.map(({ backupId }) => backupId)).size;
  return { installationId: id, current: id === current, accounts: accounts.length, backups, systemBackups: views };
}

async function viewOf(ctx: Ctx, store: BackupStore, installation: string, name: string): Promise<SystemBackupView> {
  const unknown = { reason: null, accounts: 0, instances: 0, backups: 0, rows: 0, bytes: 0 };
  try {
    const { manifest } = await StoredSystemBackup.open(store, keyringOf(ctx), { installation, name });
    const rowsOf = (table: string) => manifest.tables.find((one) => one.table === table)?.rows ?? 0;
    return {
      name,
      at: new Date(manifest.at),
      opens: true,
      reason: manifest.reason,
      accounts: rowsOf("account"),
      instances: rowsOf("instance"),
      backups: rowsOf("backup"),
      rows: manifest.tables.reduce((sum, { rows }) => sum + rows, 0),
      bytes: manifest.packs.reduce((sum, { length }) => sum + length, 0),
    };
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== "BackupDamaged") throw error;
    return { name, at: timeOf(name), opens: false, ...unknown };
  }
}
