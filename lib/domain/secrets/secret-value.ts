import { CryptoError } from "@/lib/crypto/errors";
import {
  newSecretDataKey,
  openSecretValue,
  type SecretIdentity,
  sealSecretValue,
  secretDataKeyContext,
} from "@/lib/crypto/secret-value";
import type { Ctx, Tx } from "../context";
import { DomainError } from "../errors";
import { blobVersionId, contextOf, encryptUnder, findVersion, openUnder } from "../keys/key-material";
import type { LoadedKey } from "../keys/load-key";

// Envelope of a secret (SEC-07, decisions 4): a data key of its own under the encryption key, values under the data key.

/** A new data key: its bytes for the values of this call, and its blob for the row. The caller wipes the bytes. */
export async function makeDataKey(
  tx: Tx,
  key: LoadedKey,
  identity: SecretIdentity,
): Promise<{ dataKey: Buffer; blob: Buffer }> {
  const dataKey = newSecretDataKey();
  return { dataKey, blob: await encryptUnder(tx, key, dataKey, secretDataKeyContext(identity)) };
}

/**
 * The data key of a stored secret, under the key that the caller was allowed to use: a row that names another key than its
 * blob does not open, whatever state that other one is in (SEC-08, S4). The caller wipes it.
 */
export async function openDataKey(ctx: Ctx | Tx, secret: StoredSecret, key: Pick<LoadedKey, "pk">): Promise<Buffer> {
  const row = await ctx.db.secretDataKey.findUnique({ where: { secretPk: secret.pk } });
  if (!row) throw new DomainError("SecretNotFound");
  try {
    const version = await findVersion(ctx, secret.region, blobVersionId(row.blob));
    if (version?.key.pk !== key.pk) throw new SecretDamaged(secret.name);
    return await openUnder(ctx, version, row.blob, contextOf(secretDataKeyContext(identityOf(secret))));
  } catch (error) {
    if (error instanceof DomainError && error.code === "InvalidCiphertext") throw new SecretDamaged(secret.name);
    throw error;
  }
}

interface StoredSecret {
  pk: string;
  region: string;
  accountId: string;
  name: string;
}

const identityOf = ({ accountId, name }: Pick<StoredSecret, "accountId" | "name">): SecretIdentity => ({
  account: accountId,
  name,
});

/** A stored value or data key that does not open in its place. Not a DomainError: every door treats it as an alarm (S4). */
export class SecretDamaged extends Error {
  override readonly name = "SecretDamaged";
  constructor(secretName: string) {
    super(`what is stored of the secret ${secretName} does not open: a row was altered or moved`);
  }
}

export function sealValue(
  dataKey: Buffer,
  secret: { accountId: string; name: string },
  versionId: string,
  value: Buffer,
): Uint8Array<ArrayBuffer> {
  return new Uint8Array(sealSecretValue(dataKey, { ...identityOf(secret), versionId }, value));
}

/** @throws SecretDamaged */
export function openValue(
  dataKey: Buffer,
  secret: { accountId: string; name: string },
  versionId: string,
  sealed: Uint8Array,
): Buffer {
  try {
    return openSecretValue(dataKey, { ...identityOf(secret), versionId }, sealed);
  } catch (error) {
    if (error instanceof CryptoError) throw new SecretDamaged(secret.name);
    throw error;
  }
}
