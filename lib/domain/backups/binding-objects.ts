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
  if (!isClaimed(descriptor, await store.get(names.descriptor))) {
    await store.put(names.descriptor, descriptorOf(backup));
    if (!isClaimed(descriptor, await store.get(names.descriptor))) throw damaged(descriptor.name);
  }
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
  const object = accountName(await installationId(ctx), accountId);
  if ((await store.get(object)) === null) await putSure(store, object, bytes, `accounts/${accountId}.json`);
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
    await putSure(store, names.key, keyObjectOf(key, sealed), "key", (other) =>
      opens(() => openKey(ctx, backup, other)),
    );
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
    const isWhole = (other: Buffer) => opens(() => openInstanceKey(backup, backupKey, object, other));
    return claimOf(object, await putSure(store, names.instanceKey(key.generation), bytes, object, isWhole));
  } finally {
    plain.fill(0);
  }
}

/** `putSure` of an object of a run, which no other writer's name can be. @throws DomainError BackupDamaged */
export async function putRead(
  store: BackupStore,
  names: BindingNames,
  name: string,
  bytes: Buffer,
): Promise<ObjectClaim> {
  return claimOf(name, await putSure(store, names.inBase(name), bytes, name));
}

/**
 * Writes an object that is not there yet and reads it back before it counts (S18); returns what lies there, which may be
 * another writer's where `isWhole` says that it is as good. What a write that went wrong has left goes again, so that it is
 * in nobody's way. @throws DomainError BackupDamaged, naming `shown`
 */
async function putSure(
  store: BackupStore,
  name: string,
  bytes: Buffer,
  shown: string,
  isWhole: (other: Buffer) => boolean = () => false,
): Promise<Buffer> {
  // "It exists" may be the answer to a repeated request whose first one arrived: what lies there decides.
  const failure = await store.putIfAbsent(name, bytes).then(
    () => null,
    (error: unknown) => ({ error }),
  );
  const placed = await store.get(name).catch(() => null);
  const isThere = placed !== null && (placed.equals(bytes) || isWhole(placed));
  if (placed && !isThere) await store.remove(name);
  if (failure) throw failure.error;
  if (!isThere) throw damaged(shown);
  return placed;
}

/** Whether it can be read, as far as damage goes. */
function opens(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch (error) {
    if (error instanceof DomainError && error.code === "BackupDamaged") return false;
    throw error;
  }
}

/** The backup key as the store holds it, opened by root. @throws DomainError BackupDamaged */
export async function readBackupKey(
  ctx: Ctx,
  store: BackupStore,
  names: BindingNames,
  backup: Pick<BoundBackup, "accountId" | "backupId" | "bindingId">,
): Promise<WrappingKey> {
  return openKey(ctx, backup, await store.get(names.key));
}

function openKey(
  ctx: Ctx,
  { accountId, backupId, bindingId }: Pick<BoundBackup, "accountId" | "backupId" | "bindingId">,
  bytes: Buffer | null,
): WrappingKey {
  return opening("key", bytes, (body) =>
    open(keyringOf(ctx).resolveRoot, "backup-key", [accountId, backupId, bindingId], body),
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
