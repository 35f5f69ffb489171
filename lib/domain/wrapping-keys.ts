import type { Keyring } from "@/lib/crypto/keyring";
import { copyOfBytes } from "@/lib/crypto/material";
import { randomUuid } from "@/lib/crypto/random";
import { rootWrappingKeyId } from "@/lib/crypto/root-key";
import { type Fields, open, type Purpose, readHeader, seal, type WrappingKey } from "@/lib/crypto/sealed";
import type { WrappingKeyKind } from "@/lib/generated/prisma/enums";
import type { WrappingKeyModel } from "@/lib/generated/prisma/models";
import type { Ctx, Tx } from "./context";
import { DomainError } from "./errors";

// The keys between root and material (decisions 4): made, found, opened and destroyed here and nowhere else.

/** The keyring, in the processes that hold the root key. */
export function keyringOf(ctx: Pick<Ctx, "keyring">): Keyring {
  if (!ctx.keyring) throw new DomainError("ServiceUnavailable");
  return ctx.keyring;
}

/** Makes and stores a wrapping key for an owner. The first one of a deployment writes down which root key it needs (P14). */
export async function createWrappingKey(
  tx: Tx,
  kind: WrappingKeyKind,
  ownerPk: string,
  generation = 1,
): Promise<WrappingKey> {
  const keyring = keyringOf(tx);
  const id = randomUuid();
  const made = keyring.create({ id, kind, ownerPk, generation });
  await tx.db.wrappingKey.create({
    data: {
      id,
      kind,
      ownerPk,
      generation,
      sealed: new Uint8Array(made.sealed),
      rootGeneration: made.rootGeneration,
      createdAt: tx.now(),
    },
  });
  await tx.db.installation.updateMany({
    where: { rootFingerprint: null },
    data: { rootFingerprint: keyring.fingerprint },
  });
  return made.key;
}

/** Takes a key that a store kept into an empty database, as it was (decisions 11). */
export async function storeWrappingKey(
  tx: Tx,
  kind: WrappingKeyKind,
  ownerPk: string,
  { id, generation, bytes }: WrappingKey,
): Promise<void> {
  const keyring = keyringOf(tx);
  const plain = copyOfBytes(bytes);
  try {
    const sealed = seal(keyring.root, "wrapping-key", [kind, ownerPk, id, String(generation)], plain);
    const rootGeneration = keyring.currentGeneration;
    const createdAt = tx.now();
    await tx.db.wrappingKey.create({
      data: { id, kind, ownerPk, generation, sealed: new Uint8Array(sealed), rootGeneration, createdAt },
    });
  } finally {
    plain.fill(0);
  }
}

/** The owner's newest key: the one that seals. @throws DomainError ServiceUnavailable where it was destroyed */
export async function currentWrappingKey(ctx: Ctx | Tx, kind: WrappingKeyKind, ownerPk: string): Promise<WrappingKey> {
  const row = await ctx.db.wrappingKey.findFirst({
    where: { kind, ownerPk, destroyedAt: null },
    orderBy: { generation: "desc" },
  });
  if (!row) throw new DomainError("ServiceUnavailable");
  return unwrapRow(ctx, row);
}

/** Every living generation of the owner's keys, oldest first. */
export async function wrappingKeysOf(ctx: Ctx | Tx, kind: WrappingKeyKind, ownerPk: string): Promise<WrappingKey[]> {
  const rows = await ctx.db.wrappingKey.findMany({
    where: { kind, ownerPk, destroyedAt: null },
    orderBy: { generation: "asc" },
  });
  return rows.map((row) => unwrapRow(ctx, row));
}

/** Opens a sealed box whose wrapping key is looked up by the id in its header. */
export async function openSealed<P extends Purpose>(
  ctx: Ctx | Tx,
  purpose: P,
  fields: Fields<P>,
  box: Uint8Array,
): Promise<Buffer> {
  const header = readHeader(box);
  const keyring = keyringOf(ctx);
  if (header.id === rootWrappingKeyId) return open(keyring.resolveRoot, purpose, fields, box);
  const row = await ctx.db.wrappingKey.findUnique({ where: { id: header.id } });
  const key = row?.sealed ? unwrapRow(ctx, row) : undefined;
  return open(
    (id, generation) => (key && id === key.id && generation === key.generation ? key.bytes : undefined),
    purpose,
    fields,
    box,
  );
}

/** Destroys every generation of the owner's keys: what they sealed opens nowhere in this database from then on. */
export async function destroyWrappingKeys(tx: Tx, kind: WrappingKeyKind, ownerPk: string): Promise<void> {
  await tx.db.wrappingKey.updateMany({
    where: { kind, ownerPk, destroyedAt: null },
    data: { sealed: null, destroyedAt: tx.now() },
  });
}

function unwrapRow(ctx: Ctx | Tx, row: WrappingKeyModel): WrappingKey {
  if (!row.sealed) throw new DomainError("ServiceUnavailable");
  return keyringOf(ctx).unwrap({
    id: row.id,
    kind: row.kind,
    ownerPk: row.ownerPk,
    generation: row.generation,
    sealed: row.sealed,
  });
}
