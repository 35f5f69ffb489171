import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Keyring } from "@/lib/crypto/keyring";
import { randomUuid } from "@/lib/crypto/random";
import { FolderStore } from "@/lib/external/folder-store";
import type { InstanceModel } from "@/lib/generated/prisma/models";
import { anAccount } from "@/lib/testing/builders/an-account";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { type TestWorld, testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import { namesOfBackup, requireBound } from "./binding-store";
import type { BackupStore } from "./store";

export interface BackupWorld extends TestWorld {
  database: TestDatabase;
  folder: string;
  store: BackupStore;
  close(): Promise<void>;
}

/** A world with a real backup store in a folder of its own, and an installation to name it by. */
export async function backupWorld(options: { keyring?: Keyring } = {}): Promise<BackupWorld> {
  const database = await testDatabase();
  const folder = mkdtempSync(path.join(tmpdir(), "kms-backups-"));
  const store = new FolderStore(folder);
  const world = testWorld(database.db, { ...options, ports: { backupStore: store } });
  await database.db.installation.create({
    data: { id: randomUuid(), createdAt: world.clock.now(), timeZone: "Asia/Shanghai" },
  });
  const close = async () => {
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { ...world, database, folder, store, close };
}

/** An account with an instance, and the automatic backup that enabling it made. */
export async function aBackedUpInstance(world: BackupWorld, options: Parameters<typeof anInstance>[1] = {}) {
  const account = await anAccount(world);
  const instance = await anInstance(account.ctx, options);
  return { account, instance, backup: await systemBackupOf(world, instance) };
}

export function systemBackupOf(world: BackupWorld, instance: InstanceModel) {
  return world.database.db.backup.findFirstOrThrow({ where: { instancePk: instance.pk, type: "SystemCreated" } });
}

/** Names of the binding's objects, for tests that look into the store or damage it. */
export async function namesIn(world: BackupWorld, backupPk: string) {
  return namesOfBackup(
    world.ctx,
    requireBound(await world.database.db.backup.findUniqueOrThrow({ where: { pk: backupPk } })),
  );
}
