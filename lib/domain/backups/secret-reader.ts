import type { KeyObject } from "node:crypto";
import { openBlob, versionIdOf } from "@/lib/crypto/blob";
import { encodeContext } from "@/lib/crypto/context";
import { openKeyMaterial } from "@/lib/crypto/key-material";
import { open } from "@/lib/crypto/sealed";
import { openSecretValue, secretDataKeyContext } from "@/lib/crypto/secret-value";
import { type StoredVersion, versionsNamed } from "@/lib/db/restore-standing.sql";
import type { KeyOrigin, KeySpec } from "@/lib/generated/prisma/enums";
import type { Tx } from "../context";
import { DomainError } from "../errors";
import type { Instance } from "../instances/load-instance";
import { MaterialDamaged, sealedFields } from "../keys/key-material";
import { wrappingKeysOf } from "../wrapping-keys";
import { damaged } from "./binding-store";
import { orDamaged } from "./reseal-material";
import type { SavedSecret } from "./saved-records";

/**
 * The known answer of secrets that come back: the data key of each opens under its encryption key as it is in the
 * destination, and every value under the data key (P2). Versions of encryption keys are read and opened once for a set.
 */
export class SecretReader {
  readonly #materials = new Map<string, KeyObject>();

  private constructor(
    private readonly versions: ReadonlyMap<string, StoredVersion>,
    private readonly openStored: (version: StoredVersion) => Buffer,
  ) {}

  static async of(tx: Tx, instance: Instance, set: readonly SavedSecret[]): Promise<SecretReader> {
    const named = set.flatMap(({ secret }) => {
      try {
        return [versionIdOf(Buffer.from(secret.dataKey, "base64"))];
      } catch {
        return []; // said of the secret when its turn comes
      }
    });
    const stored = await versionsNamed(tx.db, instance.region, [...new Set(named)]);
    const keys = await wrappingKeysOf(tx, "Instance", instance.pk);
    const resolve = (id: string, generation: number) =>
      keys.find((key) => key.id === id && key.generation === generation)?.bytes;
    return new SecretReader(new Map(stored.map((version) => [version.versionId, version])), (version) => {
      const { accountId, keyId, spec, origin, versionId } = version;
      const owner = { accountId, region: instance.region, keyId, instance };
      const fields = sealedFields({ ...owner, spec: spec as KeySpec, origin: origin as KeyOrigin }, versionId); // enums of the database
      return open(resolve, "key-material", fields, version.sealed);
    });
  }

  /** @throws DomainError RestoreEncryptionKeyMissing, BackupDamaged */
  assertReadable({ secret, versions }: SavedSecret): void {
    const identity = { account: secret.account, name: secret.name };
    const blob = Buffer.from(secret.dataKey, "base64");
    const version = this.versions.get(orDamaged(secret.name, () => versionIdOf(blob)));
    // A key that was restored from an earlier moment lacks the version that this data key was encrypted with.
    if (version?.keyId !== secret.encryptionKeyId) throw new DomainError("RestoreEncryptionKeyMissing");
    const material = this.#materialOf(version);
    const context = encodeContext(secretDataKeyContext(identity));
    const dataKey = orDamaged(secret.name, () => openBlob(material, blob, context));
    try {
      for (const { versionId, value } of versions) {
        const sealed = Buffer.from(value, "base64");
        orDamaged(secret.name, () => openSecretValue(dataKey, { ...identity, versionId }, sealed)).fill(0);
      }
      if (versions.length !== secret.versions.length) throw damaged(secret.name);
    } finally {
      dataKey.fill(0);
    }
  }

  #materialOf(version: StoredVersion): KeyObject {
    const known = this.#materials.get(version.versionId);
    if (known) return known;
    let bytes: Buffer;
    try {
      bytes = this.openStored(version);
    } catch (error) {
      // The destination's own row: no fault of the backup.
      throw new MaterialDamaged(version.versionId, { cause: error });
    }
    const material = openKeyMaterial(version.spec as KeySpec, bytes); // an enum of the database
    this.#materials.set(version.versionId, material);
    return material;
  }
}
