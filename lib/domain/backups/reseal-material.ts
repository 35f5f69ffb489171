import { CryptoError } from "@/lib/crypto/errors";
import { open, readHeader, seal, type WrappingKey } from "@/lib/crypto/sealed";
import { sealedFields } from "../keys/key-material";
import { damaged } from "./binding-store";
import { assertProbe } from "./check-probe";
import type { KeyVersionRecord } from "./record-schema";

/**
 * Material from the source's instance key to the destination's; the known answer is asked while it is in hand (P2).
 * @throws DomainError BackupDamaged
 */
export function resealMaterial(
  version: KeyVersionRecord,
  box: string,
  to: { region: string; pk: string; instanceId: string },
  sources: readonly WrappingKey[],
  wrapping: WrappingKey,
): Buffer {
  const { account: accountId, region, instanceId, keyId, versionId, spec, origin } = version;
  const saved = { accountId, region, keyId, spec, origin, instance: { pk: "", instanceId } };
  const resolve = (id: string, generation: number) =>
    sources.find((source) => source.id === id && source.generation === generation)?.bytes;
  const material = orDamaged(versionId, () =>
    open(resolve, "key-material", sealedFields(saved, versionId), Buffer.from(box, "base64")),
  );
  try {
    assertProbe(version, material);
    return seal(
      wrapping,
      "key-material",
      sealedFields({ ...saved, region: to.region, instance: to }, versionId),
      material,
    );
  } finally {
    material.fill(0);
  }
}

/** Which generation of the source's instance key sealed it. @throws DomainError BackupDamaged */
export function generationOf(box: string): number {
  return orDamaged("material", () => readHeader(Buffer.from(box.slice(0, HEADER_BASE64), "base64")).generation);
}

/** More than a header is needed: a box shorter than the shortest is none. */
const HEADER_BASE64 = 200;

/** What does not open is damage. */
export function orDamaged<T>(object: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof CryptoError) throw damaged(object);
    throw error;
  }
}
