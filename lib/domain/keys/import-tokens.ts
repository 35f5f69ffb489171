import type { KeyObject } from "node:crypto";
import { tokenDigest } from "@/lib/crypto/digest";
import type { WrappingAlgorithm } from "@/lib/crypto/import-material";
import { openKeyMaterial } from "@/lib/crypto/key-material";
import { randomBytes } from "@/lib/crypto/random";
import { type Fields, seal } from "@/lib/crypto/sealed";
import type { ImportTokenModel } from "@/lib/generated/prisma/models";
import type { Ctx, Tx } from "../context";
import { DomainError } from "../errors";
import { openSealed } from "../wrapping-keys";
import { IMPORT_TOKENS_MAX, importTokenExpiry } from "./import-rules";
import { wrappingKeyFor } from "./key-material";
import type { LoadedKey } from "./load-key";

// Import tokens (KEY-62). A token is 32 random bytes that name a row; the row is found by their digest and holds the
// private half of a key pair, sealed, for one key and one day. Whoever has the token still needs permission to import.

const TOKEN_BYTES = 32;
/** How long a token that has run out is still told from one that never was. */
const REMEMBERED_MS = 24 * 3600_000;

/** The specification of a token's key pair (KEY-61). */
export const WRAPPING_KEY_SPEC = "RSA_2048";

/**
 * Keeps the private half of `pair` (material at rest of WRAPPING_KEY_SPEC) for the key, and gives the token. One that
 * goes beyond the number a key may have outstanding takes the place of the oldest.
 */
export async function insertImportToken(
  tx: Tx,
  key: LoadedKey,
  algorithm: WrappingAlgorithm,
  pair: Buffer,
): Promise<{ token: string; expiresAt: Date }> {
  const pk = tx.newId();
  const token = randomBytes(TOKEN_BYTES).toString("base64");
  const expiresAt = importTokenExpiry(tx.now());
  const sealed = seal(await wrappingKeyFor(tx, key), "import-key", fieldsOf(key, pk), pair);
  const kept = await tx.db.importToken.findMany({
    where: { keyPk: key.pk },
    select: { pk: true },
    orderBy: [{ createdAt: "desc" }, { pk: "desc" }],
    skip: IMPORT_TOKENS_MAX - 1,
  });
  await tx.db.importToken.deleteMany({ where: { pk: { in: kept.map((row) => row.pk) } } });
  await tx.db.importToken.create({
    data: {
      pk,
      tokenSha256: new Uint8Array(tokenDigest(token)),
      keyPk: key.pk,
      wrappingAlgorithm: algorithm,
      sealed: new Uint8Array(sealed),
      createdAt: tx.now(),
      expiresAt,
    },
  });
  return { token, expiresAt };
}

/**
 * What a token opens: the private half and the wrapping it was made for.
 * @throws DomainError InvalidImportToken for what is no token of this key, ExpiredImportToken
 */
export async function openImportToken(
  ctx: Ctx | Tx,
  key: LoadedKey,
  token: string,
): Promise<{ importKey: KeyObject; algorithm: WrappingAlgorithm }> {
  const row = await ctx.db.importToken.findUnique({ where: { tokenSha256: new Uint8Array(tokenDigest(token)) } });
  if (row?.keyPk !== key.pk) throw new DomainError("InvalidImportToken");
  if (row.expiresAt.getTime() <= ctx.now().getTime()) throw new DomainError("ExpiredImportToken");
  return { importKey: await privateHalf(ctx, key, row), algorithm: row.wrappingAlgorithm as WrappingAlgorithm }; // written above alone
}

async function privateHalf(ctx: Ctx | Tx, key: LoadedKey, row: ImportTokenModel): Promise<KeyObject> {
  return openKeyMaterial(WRAPPING_KEY_SPEC, await openSealed(ctx, "import-key", fieldsOf(key, row.pk), row.sealed));
}

function fieldsOf({ accountId, region, keyId }: LoadedKey, pk: string): Fields<"import-key"> {
  return [accountId, region, keyId, pk];
}

/** Removes tokens a day after their end, and with them their key pairs. For the worker. */
export async function forgetImportTokens(ctx: Ctx): Promise<void> {
  const before = new Date(ctx.now().getTime() - REMEMBERED_MS);
  await ctx.db.importToken.deleteMany({ where: { expiresAt: { lte: before } } });
}
