import { CryptoError } from "@/lib/crypto/errors";
import { openKeyMaterial } from "@/lib/crypto/key-material";
import { checkProbe } from "@/lib/crypto/probe";
import { damaged } from "./binding-store";
import type { KeyVersionRecord } from "./record-schema";

/**
 * The known answer of a restored version (decisions 5.4, P2): success is shown only after it.
 * @throws DomainError BackupDamaged for material that is not this version's
 */
export function assertProbe(version: Pick<KeyVersionRecord, "spec" | "versionId" | "probe">, material: Buffer): void {
  const probe = Buffer.from(version.probe, "base64");
  if (!answers(version, Buffer.from(material), probe)) throw damaged(version.versionId);
}

/** `copy` is wiped. */
function answers({ spec, versionId }: Pick<KeyVersionRecord, "spec" | "versionId">, copy: Buffer, probe: Buffer) {
  try {
    return checkProbe(spec, versionId, openKeyMaterial(spec, copy), probe);
  } catch (error) {
    if (error instanceof CryptoError) return false;
    throw error;
  }
}
