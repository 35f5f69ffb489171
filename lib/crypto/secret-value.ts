/**
 * Values of secrets (decisions, section 4). Each secret has a data key; the data key is itself a blob (5.2) under the
 * secret's encryption key; each value is sealed with it by 5.1:
 *
 *      0   1  0x01
 *      1  32  salt
 *     33  32  commitment
 *     65   n  ciphertext, then 16 bytes of tag             (plaintext + 81)
 *
 * label `kms-console/1/secret-value`, id = lp(account) ‖ lp(secret name) ‖ lp(version id), AAD = bytes 0..64 ‖ id.
 * Bound to account, name and version, and on purpose not to region or instance: a restore moves the bytes as they are.
 */
import { openCommitting, type Sealing, sealCommitting } from "./aead";
import { concat, lp } from "./bytes";
import { doesNotOpen } from "./errors";
import { keyLengthBytes, type Material } from "./material";
import { randomBytes } from "./random";

export type SecretIdentity = { readonly account: string; readonly name: string };
export type SecretValueIdentity = SecretIdentity & { readonly versionId: string };

const format = 0x01;
const prefixLength = 1;

/** A fresh 32-byte data key for one secret. Seal it at once with `sealBlob` and wipe it. */
export function newSecretDataKey(): Buffer {
  return randomBytes(keyLengthBytes);
}

/** The context under which a secret's data key is a blob, so that no other secret's row can take its place. */
export function secretDataKeyContext({ account, name }: SecretIdentity): Readonly<Record<string, string>> {
  return { "kms-console:use": "secret-data-key", account, name };
}

/** Seals one value. The version id is the secret's own (it may be any text), not that of its encryption key. */
export function sealSecretValue(dataKey: Material, identity: SecretValueIdentity, value: Uint8Array): Buffer {
  return sealCommitting(sealingFor(dataKey, identity), Uint8Array.of(format), value);
}

/** The value, or `DoesNotOpen` for every reason alike (S11). */
export function openSecretValue(dataKey: Material, identity: SecretValueIdentity, sealed: Uint8Array): Buffer {
  if (sealed[0] !== format) throw doesNotOpen();
  return openCommitting(sealingFor(dataKey, identity), prefixLength, sealed);
}

function sealingFor(key: Material, { account, name, versionId }: SecretValueIdentity): Sealing {
  const binding = concat(lp(account), lp(name), lp(versionId));
  return { key, label: "kms-console/1/secret-value", id: binding, binding };
}
