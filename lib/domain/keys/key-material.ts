import type { KeyObject } from "node:crypto";
import { openBlob, sealBlob, versionIdOf } from "@/lib/crypto/blob";
import { type EncodedContext, encodeContext } from "@/lib/crypto/context";
import { CryptoError } from "@/lib/crypto/errors";
import { openKeyMaterial } from "@/lib/crypto/key-material";
import { makeProbe } from "@/lib/crypto/probe";
import { type Fields, seal } from "@/lib/crypto/sealed";
import type { KeySpec } from "@/lib/generated/prisma/enums";
import type { KeyModel } from "@/lib/generated/prisma/models";
import type { Ctx, Tx } from "../context";
import { DomainError } from "../errors";
import { newClassicKeyId, newInstanceKeyVersionId } from "../ids";
import { currentWrappingKey, openSealed } from "../wrapping-keys";
import { LOADED_KEY, type LoadedKey, rowsOf } from "./load-key";

// Key material: made, sealed, opened and used here and nowhere else. It never leaves the gateway's or worker's memory.

/** What a version's material is bound to (decisions 5.3): a row moved to another place does not open (S4). */
type Owner = Pick<KeyModel, "accountId" | "region" | "keyId" | "spec" | "origin"> & {
  instance: { pk: string; instanceId: string } | null;
};

/** A version id of the form its key has (KEY-11, decisions 1): 36 characters either way (CRY-02). */
export function newVersionId(key: { keyId: string; instance: object | null }): string {
  return key.instance ? newInstanceKeyVersionId(key.keyId) : newClassicKeyId();
}

/**
 * Stores a version of the key with its known answer (decisions 5.4) and its material, sealed by the instance's key, or by
 * the account's for a key outside instances (decisions 4). `material` null: the key waits for its import, and its known
 * answer is empty until then (KEY-41). The key's row exists already. The caller wipes the material.
 */
export async function insertVersion(
  tx: Tx,
  key: Owner & { pk: string },
  versionId: string,
  material: Buffer | null,
): Promise<void> {
  const pk = tx.newId();
  const { region, accountId } = key;
  const probe = material ? probeOf(key.spec, versionId, material) : Buffer.alloc(0);
  await tx.db.keyVersion.create({
    data: { pk, versionId, region, keyPk: key.pk, accountId, createdAt: tx.now(), probe: new Uint8Array(probe) },
  });
  if (material) await sealMaterial(tx, key, { pk, versionId }, material);
}

/** Seals material into the row of a version that has none. The caller wipes it. */
export async function sealMaterial(
  tx: Tx,
  key: Owner,
  version: { pk: string; versionId: string },
  material: Buffer,
): Promise<void> {
  const wrapping = await wrappingKeyFor(tx, key);
  const sealed = seal(wrapping, "key-material", sealedFields(key, version.versionId), material);
  await tx.db.keyMaterial.create({
    data: { versionPk: version.pk, wrappingKeyId: wrapping.id, sealed: new Uint8Array(sealed) },
  });
}

/** The known answer of material at rest, which is left as it is. */
export function probeOf(spec: KeySpec, versionId: string, material: Buffer): Buffer {
  return makeProbe(spec, versionId, openKeyMaterial(spec, Buffer.from(material)));
}

/** The fields that a version's box is sealed with; backups and restores move the box as it is. */
export function sealedFields(key: Owner, versionId: string): Fields<"key-material"> {
  return [key.accountId, key.region, key.instance?.instanceId ?? "", key.keyId, versionId, key.spec, key.origin];
}

/** The key that seals what the account or instance holds. */
export async function wrappingKeyFor(tx: Ctx | Tx, key: Pick<Owner, "accountId" | "instance">) {
  if (key.instance) return currentWrappingKey(tx, "Instance", key.instance.pk);
  const account = await tx.db.account.findUniqueOrThrow({ where: { accountId: key.accountId }, select: { pk: true } });
  return currentWrappingKey(tx, "Account", account.pk);
}

/** A version without its material, and its key. */
export interface LoadedVersion {
  pk: string;
  versionId: string;
  key: LoadedKey;
}

/** The version of that id in a region, whoever's it is: the caller authorizes. */
export async function findVersion(ctx: Ctx | Tx, region: string, versionId: string): Promise<LoadedVersion | null> {
  const name = `${region} version ${versionId}`;
  const known = ctx.ports.keyCache?.versions.get(name);
  if (known) return known;
  const row = await ctx.db.keyVersion.findUnique({
    where: { region_versionId: { region, versionId } },
    select: { pk: true, versionId: true, key: { include: LOADED_KEY } },
  });
  if (!row) return null;
  ctx.ports.keyCache?.versions.set(name, row, rowsOf(row.key));
  return row;
}

/** The version that encrypts (CRY-01). @throws DomainError KeyVersionNotFound for a key without material */
export function primaryVersion(ctx: Ctx | Tx, key: LoadedKey): Promise<LoadedVersion> {
  return versionOfKey(ctx, key, key.primaryVersionId);
}

/** A version that the caller names beside its key, as asymmetric calls do (CRY-06). @throws DomainError KeyVersionNotFound */
export async function versionOfKey(ctx: Ctx | Tx, key: LoadedKey, versionId: string): Promise<LoadedVersion> {
  const version = await findVersion(ctx, key.region, versionId);
  if (version?.key.pk !== key.pk) throw new DomainError("KeyVersionNotFound");
  return { pk: version.pk, versionId: version.versionId, key };
}

/** The opened material of a version: a secret or a private KeyObject. What does not open is an alarm: the row was altered or moved (S4). */
export async function versionMaterial(ctx: Ctx | Tx, version: LoadedVersion): Promise<KeyObject> {
  const known = ctx.ports.keyCache?.materials.get(version.pk);
  if (known) return known;
  const stored = await ctx.db.keyMaterial.findUnique({ where: { versionPk: version.pk }, select: { sealed: true } });
  if (!stored) throw new DomainError("KeyVersionNotFound");
  const material = openKeyMaterial(version.key.spec, await openMaterial(ctx, version, stored.sealed));
  ctx.ports.keyCache?.materials.set(version.pk, material, rowsOf(version.key));
  return material;
}

async function openMaterial(ctx: Ctx | Tx, { key, versionId }: LoadedVersion, sealed: Uint8Array): Promise<Buffer> {
  try {
    return await openSealed(ctx, "key-material", sealedFields(key, versionId), sealed);
  } catch (error) {
    // Stored material that does not open is our defect, not the caller's ciphertext: it must not look like one.
    if (error instanceof CryptoError) throw new MaterialDamaged(versionId, { cause: error });
    throw error;
  }
}

/** Material in the database that does not open in its place. Not a DomainError: every door treats it as an alarm. */
export class MaterialDamaged extends Error {
  override readonly name = "MaterialDamaged";
  constructor(versionId: string, options?: ErrorOptions) {
    super(`the material of key version ${versionId} does not open: its row was altered or moved`, options);
  }
}

/**
 * The ciphertext blob of `plaintext` under the key's primary version (5.2). The inner step of Encrypt and of what the
 * product encrypts for itself: permission and state are the caller's business.
 */
export async function encryptUnder(
  ctx: Ctx | Tx,
  key: LoadedKey,
  plaintext: Uint8Array,
  context?: Readonly<Record<string, string>>,
): Promise<Buffer> {
  const version = await primaryVersion(ctx, key);
  return sealBlob(await versionMaterial(ctx, version), version.versionId, plaintext, contextOf(context));
}

/**
 * Opens a blob under the version that it names; the inner step of Decrypt and of what the product encrypts for itself.
 * @throws DomainError InvalidCiphertext for whatever does not open (S11)
 */
export async function openUnder(
  ctx: Ctx | Tx,
  version: LoadedVersion,
  blob: Uint8Array,
  context: EncodedContext,
): Promise<Buffer> {
  const material = await versionMaterial(ctx, version);
  return openingCiphertext(() => openBlob(material, blob, context));
}

/** The version id that a blob begins with (CRY-02), not yet proven by anything. */
export function blobVersionId(blob: Uint8Array): string {
  return openingCiphertext(() => versionIdOf(blob));
}

/** CRY-03. @throws DomainError InvalidEncryptionContext */
export function contextOf(context?: Readonly<Record<string, string>>): EncodedContext {
  try {
    return encodeContext(context);
  } catch (error) {
    if (error instanceof CryptoError) throw new DomainError("InvalidEncryptionContext", {}, { cause: error });
    throw error;
  }
}

/** One answer for every damaged, foreign or wrongly accompanied ciphertext, without a cause (S11). */
export function openingCiphertext<T>(open: () => T): T {
  try {
    return open();
  } catch (error) {
    if (error instanceof CryptoError && error.code === "DoesNotOpen") throw new DomainError("InvalidCiphertext");
    throw error;
  }
}
