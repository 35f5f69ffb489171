/**
 * The ciphertext blob that callers keep (decisions 5.2, CRY-02):
 *
 *      0  36  version id, ASCII
 *     36   1  format: 0x01 software symmetric; 0x10.. external and hardware
 *     37  32  salt
 *     69  32  commitment
 *    101   n  ciphertext, then 16 bytes of tag             (plaintext + 117)
 *
 * AAD = bytes 0..100 ‖ context. Nothing of account, region or instance: the blob opens wherever the version lives,
 * which is what lets a restored or migrated key decrypt what was encrypted before (MIG-40).
 */
import { openCommitting, type Sealing, sealCommitting } from "./aead";
import { concat } from "./bytes";
import type { EncodedContext } from "./context";
import { CryptoError, doesNotOpen } from "./errors";
import type { Material } from "./material";

const versionIdLength = 36;
const versionIdForm = /^[A-Za-z0-9-]{36}$/;
const softwareSymmetric = 0x01;
const prefixLength = versionIdLength + 1;

/** Bytes that a blob is longer than its plaintext. */
export const blobOverheadBytes = 117;

/** Encrypts under the 32 bytes of a version. Refuses other material and ids that are not 36 characters of `A-Za-z0-9-`. */
export function sealBlob(
  material: Material,
  versionId: string,
  plaintext: Uint8Array,
  context: EncodedContext,
): Buffer {
  if (!versionIdForm.test(versionId)) throw new CryptoError("InvalidLayout", "a version id is 36 ASCII characters");
  const id = Buffer.from(versionId, "latin1");
  return sealCommitting(sealingFor(material, id, context), concat(id, Uint8Array.of(softwareSymmetric)), plaintext);
}

/** The plaintext, or `DoesNotOpen`, whatever the reason (S11). The caller found `material` by `versionIdOf(blob)`. */
export function openBlob(material: Material, blob: Uint8Array, context: EncodedContext): Buffer {
  versionIdOf(blob);
  if (blob[versionIdLength] !== softwareSymmetric) throw doesNotOpen();
  return openCommitting(sealingFor(material, blob.subarray(0, versionIdLength), context), prefixLength, blob);
}

/** The version id that a blob names, not yet proven by anything; `DoesNotOpen` where none can stand. */
export function versionIdOf(blob: Uint8Array): string {
  const id = Buffer.from(blob.subarray(0, versionIdLength)).toString("latin1");
  if (!versionIdForm.test(id)) throw doesNotOpen();
  return id;
}

function sealingFor(key: Material, id: Uint8Array, context: EncodedContext): Sealing {
  return { key, label: "kms-console/1/message", id, binding: context };
}
