import { setImmediate } from "node:timers/promises";
import { CryptoError } from "@/lib/crypto/errors";
import { open, readHeader, seal, type WrappingKey } from "@/lib/crypto/sealed";
import { DomainError } from "../errors";
import { sealedFields } from "../keys/key-material";
import { damaged } from "./binding-store";
import { assertProbe } from "./check-probe";
import type { KeyVersionRecord } from "./record-schema";
import type { SavedItem } from "./saved-records";

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

/** Material that was sealed anew before the transaction that stores it, by which key; or why it was not. */
export type Resealed = { wrappingKeyId: string; sealed: string } | DomainError;

/** So many at once: in between, what the database has answered goes on. */
const AT_ONCE = 16;

/** The same for all versions of some keys, beside whatever else is under way. */
export async function resealAll(
  items: readonly SavedItem[],
  to: { region: string; pk: string; instanceId: string },
  sources: readonly WrappingKey[],
  wrapping: WrappingKey,
): Promise<Map<KeyVersionRecord, Resealed>> {
  const resealed = new Map<KeyVersionRecord, Resealed>();
  for (const version of items.flatMap((item) => (item.kind === "key" ? item.versions : []))) {
    if (version.material === null) continue;
    if (resealed.size % AT_ONCE === 0) await setImmediate();
    resealed.set(version, resealedOrWhy(version, version.material, to, sources, wrapping));
  }
  return resealed;
}

function resealedOrWhy(...[version, box, to, sources, wrapping]: Parameters<typeof resealMaterial>): Resealed {
  try {
    const sealed = resealMaterial(version, box, to, sources, wrapping);
    return { wrappingKeyId: wrapping.id, sealed: sealed.toString("base64") };
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
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
