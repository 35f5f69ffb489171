import {
  newSecretDataKey,
  openSecretValue,
  type SecretIdentity,
  sealSecretValue,
  secretDataKeyContext,
} from "@/lib/crypto/secret-value";
import type { Ctx, Tx } from "../context";
import { DomainError } from "../errors";
import { decryptUnder, encryptUnder } from "../keys/key-material";
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

/** The data key of a stored secret. The caller wipes it. */
export async function openDataKey(
  ctx: Ctx | Tx,
  secret: { pk: string; region: string; accountId: string; name: string },
): Promise<Buffer> {
  const row = await ctx.db.secretDataKey.findUnique({ where: { secretPk: secret.pk } });
  if (!row) throw new DomainError("SecretNotFound");
  return decryptUnder(
    ctx,
    secret.region,
    row.blob,
    secretDataKeyContext({ account: secret.accountId, name: secret.name }),
  );
}

export function sealValue(
  dataKey: Buffer,
  secret: { accountId: string; name: string },
  versionId: string,
  value: Buffer,
): Uint8Array<ArrayBuffer> {
  return new Uint8Array(sealSecretValue(dataKey, { account: secret.accountId, name: secret.name, versionId }, value));
}

export function openValue(
  dataKey: Buffer,
  secret: { accountId: string; name: string },
  versionId: string,
  sealed: Uint8Array,
): Buffer {
  return openSecretValue(dataKey, { account: secret.accountId, name: secret.name, versionId }, sealed);
}
