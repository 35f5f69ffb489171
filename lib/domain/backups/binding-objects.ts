import { z } from "zod";
import { canonicalJson } from "@/lib/crypto/canonical-json";
import { CryptoError } from "@/lib/crypto/errors";
import { copyOfBytes, intoKeyObject } from "@/lib/crypto/material";
import { open, seal, type WrappingKey } from "@/lib/crypto/sealed";
import type { Ctx, Tx } from "../context";
import { DomainError } from "../errors";
import { keyringOf, wrappingKeysOf } from "../wrapping-keys";
import { accountName, type BindingNames } from "./binding-names";
import { type BoundBackup, claimOf, damaged, installationId, isClaimed, type ObjectClaim } from "./binding-store";
import type { SavedAccount, SavedDescriptor } from "./read-store";
import type { Run } from "./run-backup";
import type { BackupStore } from "./store";

// The objects of a binding beside its runs (decisions 11): who it belongs to, its key under root, and every generation
// of the instance key under the backup key. With them the store and the root key are enough (invariant 2).

const keyObject = z.strictObject({
  v: z.literal(1),
  wrappingKeyId: z.string(),
  generation: z.int(),
  sealed: z.base64(),
});

/**
 * Writes what is missing of them, and returns what the manifest says of them. A generation of the instance key that the
 * database has no more is still needed by older records: what `before` claims of it stays claimed, and so verified.
 */
export async function writeBindingObjects(run: Run, before: readonly ObjectClaim[]): Promise<ObjectClaim[]> {
  const { ctx, tx, store, names, backup, backupKey } = run;
  await writeAccount(ctx, store, backup.accountId);
  const descriptor = claimOf("descriptor.json", descriptorOf(backup));
  // Replaced where it says otherwise: an alias or the days may change. Only the newest manifest speaks of it.
  if (!isClaimed(descriptor, await store.get(names.descriptor)))
    await store.put(names.descriptor, descriptorOf(backup));
  if ((await store.get(names.key)) === null) {
    await assertNotReset(tx, backup);
    await writeBackupKey(ctx, store, names, backup, backupKey);
  }
  const claims = [descriptor];
  for (const key of run.instanceKeys ?? (await wrappingKeysOf(ctx, "Instance", backup.instancePk))) {
    claims.push(await writeInstanceKey(store, names, backup, backupKey, key));
  }
  const written = new Set(claims.map(({ name }) => name));
  return [...claims, ...before.filter(({ name }) => name.startsWith("keys/") && !written.has(name))];
}

/** A reset takes the key away first, while a run may be under way: that must not put it back (invariant 7). */
async function assertNotReset(tx: Tx, { pk, bindingId }: BoundBackup): Promise<void> {
  const bound = await tx.db.backup.count({ where: { pk, bindingId, state: "Enabled" } });
  if (bound === 0) throw new DomainError("BackupNotEnabled");
}

function descriptorOf(backup: BoundBackup): Buffer {
  const { backupId, bindingId, accountId, region, type, alias, sourceInstanceId, viewableDays } = backup;
  const { enabledAt, expiresAt } = backup;
  const descriptor: SavedDescriptor = {
    v: 1,
    backupId,
    bindingId,
    account: accountId,
    region,
    type,
    alias,
    instanceId: sourceInstanceId,
    viewableDays,
    enabledAt: enabledAt.toISOString(),
    expiresAt: expiresAt?.toISOString() ?? null,
  };
  return canonicalJson(descriptor);
}

async function writeAccount(ctx: Ctx, store: BackupStore, accountId: string): Promise<void> {
  const account = await ctx.db.account.findUnique({ where: { accountId }, select: { name: true, createdAt: true } });
  if (!account) return;
  const { name, createdAt } = account;
  const saved: SavedAccount = { v: 1, uid: accountId, name, createdAt: createdAt.toISOString() };
  const bytes = canonicalJson(saved);
  await store.putIfAbsent(accountName(await installationId(ctx), accountId), bytes);
}

async function writeBackupKey(
  ctx: Ctx,
  store: BackupStore,
  names: BindingNames,
  backup: BoundBackup,
  key: WrappingKey,
) {
  const plain = copyOfBytes(key.bytes);
  try {
    const sealed = seal(
      keyringOf(ctx).root,
      "backup-key",
      [backup.accountId, backup.backupId, backup.bindingId],
      plain,
    );
    await store.putIfAbsent(names.key, keyObjectOf(key, sealed));
  } finally {
    plain.fill(0);
  }
}

async function writeInstanceKey(
  store: BackupStore,
  names: BindingNames,
  backup: BoundBackup,
  backupKey: WrappingKey,
  key: WrappingKey,
): Promise<ObjectClaim> {
  const object = `keys/${key.generation}`;
  const there = await store.get(names.instanceKey(key.generation));
  if (there) {
    openInstanceKey(backup, backupKey, object, there);
    return claimOf(object, there);
  }
  const plain = copyOfBytes(key.bytes);
  try {
    const fields = [backup.bindingId, backup.sourceInstanceId, key.id, String(key.generation)] as const;
    const bytes = keyObjectOf(key, seal(backupKey, "instance-key-copy", fields, plain));
    await store.putIfAbsent(names.instanceKey(key.generation), bytes);
    const placed = await store.get(names.instanceKey(key.generation));
    openInstanceKey(backup, backupKey, object, placed);
    return claimOf(object, placed as Buffer); // openInstanceKey refuses null
  } finally {
    plain.fill(0);
  }
}

/** Writes an object of a run and reads it back before it counts (S18). @throws DomainError BackupDamaged */
export async function putRead(
  store: BackupStore,
  names: BindingNames,
  name: string,
  bytes: Buffer,
): Promise<ObjectClaim> {
  // "It exists" may be the answer to a repeated request whose first one arrived: what lies there decides.
  await store.putIfAbsent(names.inBase(name), bytes);
  if (!(await store.get(names.inBase(name)))?.equals(bytes)) throw damaged(name);
  return claimOf(name, bytes);
}

/** The backup key as the store holds it, opened by root. @throws DomainError BackupDamaged */
export async function readBackupKey(
  ctx: Ctx,
  store: BackupStore,
  names: BindingNames,
  backup: Pick<BoundBackup, "accountId" | "backupId" | "bindingId">,
): Promise<WrappingKey> {
  return opening("key", await store.get(names.key), (body) =>
    open(keyringOf(ctx).resolveRoot, "backup-key", [backup.accountId, backup.backupId, backup.bindingId], body),
  );
}

/** The generation of the source's instance key that a record's box names. @throws DomainError BackupDamaged */
export async function readInstanceKey(
  store: BackupStore,
  names: BindingNames,
  backup: BoundBackup,
  backupKey: WrappingKey,
  generation: number,
): Promise<WrappingKey> {
  const object = `keys/${generation}`;
  return openInstanceKey(backup, backupKey, object, await store.get(names.instanceKey(generation)));
}

function openInstanceKey(
  backup: BoundBackup,
  backupKey: WrappingKey,
  object: string,
  bytes: Buffer | null,
): WrappingKey {
  const resolve = (id: string, generation: number) =>
    id === backupKey.id && generation === backupKey.generation ? backupKey.bytes : undefined;
  return opening(object, bytes, (sealed, { wrappingKeyId, generation }) =>
    open(
      resolve,
      "instance-key-copy",
      [backup.bindingId, backup.sourceInstanceId, wrappingKeyId, String(generation)],
      sealed,
    ),
  );
}

function keyObjectOf(key: Pick<WrappingKey, "id" | "generation">, sealed: Buffer): Buffer {
  return canonicalJson({ v: 1, wrappingKeyId: key.id, generation: key.generation, sealed: sealed.toString("base64") });
}

function opening(
  object: string,
  bytes: Buffer | null,
  openBox: (sealed: Buffer, body: z.infer<typeof keyObject>) => Buffer,
): WrappingKey {
  try {
    const body = keyObject.parse(JSON.parse(String(bytes)));
    // One spelling only: a flipped bit that the parser would overlook is damage too (S19).
    if (!bytes?.equals(keyObjectOf({ ...body, id: body.wrappingKeyId }, Buffer.from(body.sealed, "base64"))))
      throw damaged(object);
    const plain = openBox(Buffer.from(body.sealed, "base64"), body);
    return { id: body.wrappingKeyId, generation: body.generation, bytes: intoKeyObject(plain) };
  } catch (error) {
    if (error instanceof CryptoError || error instanceof z.ZodError || error instanceof SyntaxError)
      throw damaged(object);
    throw error;
  }
}
