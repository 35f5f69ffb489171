import { type CanonicalValue, canonicalJson } from "@/lib/crypto/canonical-json";
import { sha256 } from "@/lib/crypto/digest";
import { keyPksOf, readKeys, readSecrets, secretPksOf } from "@/lib/db/backup-read.sql";
import type { Ctx } from "../context";
import { currentWrappingKey } from "../wrapping-keys";
import { namesOfBackup, requireBound, storeOf } from "./binding-store";
import type { BackupRecord } from "./record-schema";
import { type ItemReference, readSavedItem } from "./saved-item";

// What a backup holds beside what the database holds, record by record, by canonical digest.

interface World {
  ctx: Ctx;
}

const digestOf = (record: CanonicalValue) => sha256(canonicalJson(record)).toString("hex");

/** Every record of the instance as the database has it, by digest; what a backup taken now must hold. */
export async function presentStateOf({ ctx: { db } }: World, instancePk: string): Promise<string[]> {
  const keys = await readKeys(db, instancePk, await keyPksOf(db, instancePk));
  const secrets = await readSecrets(db, instancePk, await secretPksOf(db, instancePk));
  const records = [...keys, ...secrets].flatMap(({ item, versions }) => [item, ...versions]);
  return records.map((text) => digestOf(JSON.parse(text))).sort();
}

/** The same from the store, as it was at `at`: each record read back, opened, and digested anew. */
export async function savedStateOf(world: World, backupPk: string, at: Date): Promise<string[]> {
  const items = await world.ctx.db.backupEntry.findMany({
    where: {
      backupPk,
      kind: { in: ["key", "secret"] },
      validFrom: { lte: at },
      OR: [{ validTo: null }, { validTo: { gt: at } }],
    },
  });
  const digests: string[] = [];
  for (const { kind, accountId, resourceId: id } of items) {
    const records = await savedItemOf(world, backupPk, { kind: kind as "key" | "secret", accountId, id, at });
    digests.push(...records.map(digestOf));
  }
  return digests.sort();
}

export async function savedItemOf({ ctx }: World, backupPk: string, item: ItemReference): Promise<BackupRecord[]> {
  const backup = await bound(ctx, backupPk);
  const names = await namesOfBackup(ctx, backup);
  const backupKey = await currentWrappingKey(ctx, "Backup", backup.bindingId);
  return readSavedItem(ctx, { store: storeOf(ctx), names, backup, backupKey }, item);
}

/** Packs and indexes in the store that no manifest names. */
export async function unnamedObjectsOf({ ctx }: World, backupPk: string): Promise<string[]> {
  const names = await namesOfBackup(ctx, await bound(ctx, backupPk));
  const store = storeOf(ctx);
  const named = new Set<string>();
  for (const name of await store.list(names.manifests)) {
    const { manifest } = JSON.parse(String(await store.get(name)));
    for (const { name: object } of [...manifest.packs, ...[manifest.index].flat()]) named.add(object);
  }
  const there = [...(await store.list(`${names.base}/packs/`)), ...(await store.list(`${names.base}/index/`))];
  return there.map(names.relative).filter((name) => !named.has(name));
}

const bound = async (ctx: Ctx, pk: string) => requireBound(await ctx.db.backup.findUniqueOrThrow({ where: { pk } }));
