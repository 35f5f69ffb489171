import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { Keyring } from "@/lib/crypto/keyring";
import { randomUuid } from "@/lib/crypto/random";
import { generateRootKey } from "@/lib/crypto/root-key";
import { makeDb } from "@/lib/db/client";
import { currentWrappingKey } from "@/lib/domain/wrapping-keys";
import { FolderStore } from "@/lib/external/folder-store";
import type { InstanceModel } from "@/lib/generated/prisma/models";
import { anAccount } from "@/lib/testing/builders/an-account";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { type TestWorld, testWorld } from "@/lib/testing/context";
import { fillInstance } from "./backup-fill";

// One database and one store for all rows of the bench: a large instance and a small one, each with its automatic backup.

// Not bundled: these find their own files beside them.
const script = (name: string) => import(new URL(`../scripts/${name}.mjs`, import.meta.url).href);
const { migrate } = (await script("migrate")) as typeof import("../scripts/migrate.mjs");
const { startPostgres } = (await script("postgres")) as typeof import("../scripts/postgres.mjs");

export interface Place {
  account: Awaited<ReturnType<typeof anAccount>>;
  instance: InstanceModel;
  keys: number;
  secrets: number;
  /** Its System Created backup. */
  backupPk: string;
}

export interface BenchWorld extends TestWorld {
  url: string;
  client: pg.Client;
  store: FolderStore;
  storeFolder: string;
  /** For files of the yardsticks, beside the store. */
  folder: string;
  /** The root key, for a program of its own: what a line of the root file says. */
  rootKey: ReturnType<typeof generateRootKey>;
  large: Place;
  small: Place;
  close(): Promise<void>;
}

export async function benchWorld(sizes: { keys: number; secrets: number; smallKeys: number }): Promise<BenchWorld> {
  const folder = mkdtempSync(path.join(tmpdir(), "kms-bench-"));
  const storeFolder = path.join(folder, "store");
  mkdirSync(storeFolder);
  const server = await startPostgres({ dataDir: folder });
  await migrate({ url: server.url });
  const db = makeDb(server.url);
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  const store = new FolderStore(storeFolder);
  const rootKey = generateRootKey();
  const world = testWorld(db, { ports: { backupStore: store }, keyring: new Keyring([rootKey]) });
  await db.installation.create({ data: { id: randomUuid(), createdAt: world.clock.now(), timeZone: "Asia/Shanghai" } });
  const close = async () => {
    await client.end();
    await db.$disconnect();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  const placeOf = async (keys: number, secrets: number): Promise<Place> => {
    const account = await anAccount(world);
    const instance = await anInstance(account.ctx);
    const wrapping = await currentWrappingKey(world.ctx, "Instance", instance.pk);
    const { accountId } = account;
    await fillInstance(client, { instance, wrapping, accountId, at: world.clock.now() }, keys, secrets);
    const backup = await db.backup.findFirstOrThrow({ where: { instancePk: instance.pk, type: "SystemCreated" } });
    return { account, instance, keys, secrets, backupPk: backup.pk };
  };
  try {
    const small = await placeOf(sizes.smallKeys, Math.ceil(sizes.smallKeys / 5));
    const large = await placeOf(sizes.keys, sizes.secrets);
    return { ...world, url: server.url, client, store, storeFolder, folder, rootKey, large, small, close };
  } catch (error) {
    await close();
    throw error;
  }
}

export function bytesBelow(place: string): number {
  const entries = readdirSync(place, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(path.join(entry.parentPath, entry.name)).size, 0);
}

/** How long it takes, in milliseconds. */
export async function timed<T>(work: () => Promise<T>): Promise<[number, T]> {
  const startedAt = performance.now();
  const result = await work();
  return [performance.now() - startedAt, result];
}

export const ratio = (left: number, right: number) => Number((left / right).toFixed(3));
export const rounded = (milliseconds: number) => Math.round(milliseconds);
