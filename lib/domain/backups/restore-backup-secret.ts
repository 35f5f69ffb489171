import { z } from "zod";
import { openBlob, versionIdOf } from "@/lib/crypto/blob";
import { encodeContext } from "@/lib/crypto/context";
import { CryptoError } from "@/lib/crypto/errors";
import { openSecretValue, secretDataKeyContext } from "@/lib/crypto/secret-value";
import { arnOf } from "../arn";
import { record } from "../audit/record";
import type { Tx } from "../context";
import { DomainError } from "../errors";
import type { Instance } from "../instances/load-instance";
import { takeSecretUnits } from "../instances/quota";
import { findVersion, versionMaterial } from "../keys/key-material";
import { isPastDeletion as isKeyPastDeletion } from "../keys/key-state";
import { operation } from "../operation";
import { isPastDeletion } from "../secrets/secret-state";
import { assertGrantsFit } from "../sharing/granted-accounts";
import { isDuplicate, transaction } from "../transaction";
import { damaged } from "./binding-store";
import type { BackupRecord, SecretRecord, SecretVersionRecord } from "./record-schema";
import { type RestoreWarning, restoredRotation } from "./restore-rules";
import { assertStillBound, openSavedItem, restoreDestination, restoreSchema } from "./restore-source";

/**
 * Restore Data of one secret (BKP-90): with all its versions and their stages, tags and policy as they were at `at`
 * (BKP-104), into an instance that holds its encryption key (BKP-94). Sealed bytes move as they are; each value is opened
 * once before the commit, so that what was restored reads. All there or not at all; nothing that exists is changed.
 * @throws DomainError as restoreBackupKey, and RestoreSecretExists, RestoreEncryptionKeyMissing, SecretQuotaExceeded,
 * AccessQuotaExceeded
 */
export const restoreBackupSecret = operation(
  "RestoreBackupSecret",
  { touches: "secrets", schema: restoreSchema.extend({ name: z.string().min(1) }) },
  async (ctx, input) => {
    const opened = await openSavedItem(ctx, "kms:RestoreBackupSecret", input, { kind: "secret", id: input.name });
    const { secret, versions } = asSecret(opened.records);
    try {
      return await transaction(ctx, async (tx) => {
        const { backup } = opened;
        await assertStillBound(tx, backup);
        const instance = await restoreDestination(tx, backup, input.destination, secret);
        await assertSecretAbsent(tx, secret, instance);
        const encryptionKeyPk = await encryptionKeyIn(tx, secret, instance);
        await assertReadable(tx, secret, versions, instance);
        const warnings: RestoreWarning[] = [];
        const pk = await insertSecret(tx, secret, instance, encryptionKeyPk, warnings);
        await insertVersions(tx, pk, secret, versions);
        await tx.db.secretDataKey.create({ data: { secretPk: pk, blob: Buffer.from(secret.dataKey, "base64") } });
        if (secret.tags.length)
          await tx.db.secretTag.createMany({ data: secret.tags.map((tag) => ({ secretPk: pk, ...tag })) });
        if (secret.policy !== null)
          await tx.db.secretPolicy.create({ data: { secretPk: pk, document: secret.policy } });
        await takeSecretUnits(tx, instance.pk, 1);
        await assertGrantsFit(tx, instance.pk, { secretPk: pk }); // BKP-105
        const arn = arnOf(instance.region, secret.account, "secret", secret.name);
        const { instanceId, region } = instance;
        const detail = { backupId: backup.backupId, at: input.at.toISOString(), instanceId, versions: versions.length };
        const dropped = warnings.map((warning) => ({ ...warning }));
        await record(
          tx,
          "RestoreBackupSecret",
          { accountId: secret.account, region, arn },
          { ...detail, warnings: dropped },
        );
        return { name: secret.name, arn, region, instanceId, versions: versions.length, warnings };
      });
    } catch (error) {
      if (isDuplicate(error)) throw new DomainError("RestoreSecretExists", {}, { cause: error });
      throw error;
    }
  },
);

/** The secret's record names its versions: one that is missing, or one too many, is damage (S24). */
function asSecret(records: readonly BackupRecord[]): { secret: SecretRecord; versions: SecretVersionRecord[] } {
  const [secret, ...rest] = records;
  if (secret?.kind !== "secret") throw damaged("secret");
  const versions = rest.flatMap((version) =>
    version.kind === "secret-version" && version.name === secret.name ? [version] : [],
  );
  const named = new Set(secret.versions.map(({ versionId }) => versionId));
  const isWhole =
    versions.length === named.size &&
    rest.length === named.size &&
    versions.every(({ versionId }) => named.has(versionId));
  if (!isWhole) throw damaged(secret.name);
  return { secret, versions };
}

/** BKP-93, BKP-152, BKP-171; in a jointly shared instance another account's secret of that name counts too (SHR-11). */
async function assertSecretAbsent(tx: Tx, { account, name }: SecretRecord, instance: Instance): Promise<void> {
  const inInstance = instance.sharingMode === "Joint" ? [{ jointInstancePk: instance.pk }] : [];
  const there = await tx.db.secret.findFirst({
    where: { name, OR: [{ accountId: account, region: instance.region }, ...inInstance] },
    select: { plannedDeleteAt: true },
  });
  if (!there) return;
  const isPending = there.plannedDeleteAt !== null && !isPastDeletion(there, tx.now());
  throw new DomainError(isPending ? "RestorePendingDeletion" : "RestoreSecretExists");
}

/** BKP-94, BKP-155: in the destination itself, not only in its region. */
async function encryptionKeyIn(tx: Tx, secret: SecretRecord, instance: Instance): Promise<string> {
  const key = await tx.db.key.findUnique({
    where: { region_keyId: { region: instance.region, keyId: secret.encryptionKeyId } },
    select: { pk: true, accountId: true, instancePk: true, deleteAt: true },
  });
  if (key?.instancePk !== instance.pk || isKeyPastDeletion(key, tx.now()))
    throw new DomainError("RestoreEncryptionKeyMissing");
  // SHR-08: under independent ownership nobody's secret lies under a key of another account.
  if (instance.sharingMode === "Independent" && key.accountId !== secret.account)
    throw new DomainError("RestoreEncryptionKeyMissing");
  return key.pk;
}

/** The known answer of a secret: its data key opens under the restored key, and every value under the data key (P2). */
async function assertReadable(
  tx: Tx,
  secret: SecretRecord,
  versions: readonly SecretVersionRecord[],
  instance: Instance,
) {
  const identity = { account: secret.account, name: secret.name };
  const blob = Buffer.from(secret.dataKey, "base64");
  const version = await findVersion(
    tx,
    instance.region,
    openOrDamaged(secret.name, () => versionIdOf(blob)),
  );
  // A key that was restored from an earlier moment lacks the version that this data key was encrypted with.
  if (!version || version.key.keyId !== secret.encryptionKeyId) throw new DomainError("RestoreEncryptionKeyMissing");
  const material = await versionMaterial(tx, version);
  const dataKey = openOrDamaged(secret.name, () =>
    openBlob(material, blob, encodeContext(secretDataKeyContext(identity))),
  );
  try {
    for (const { versionId, value } of versions) {
      openOrDamaged(secret.name, () =>
        openSecretValue(dataKey, { ...identity, versionId }, Buffer.from(value, "base64")),
      ).fill(0);
    }
  } finally {
    dataKey.fill(0);
  }
}

function openOrDamaged<T>(object: string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    if (error instanceof CryptoError) throw damaged(object);
    throw error;
  }
}

async function insertSecret(
  tx: Tx,
  secret: SecretRecord,
  instance: Instance,
  encryptionKeyPk: string,
  warnings: RestoreWarning[],
): Promise<string> {
  const { account, name } = secret;
  const copies = await tx.db.secret.count({ where: { accountId: account, name, region: { not: instance.region } } });
  const { suspended, ...rotation } = restoredRotation(secret, copies > 0, "Disabled");
  if (suspended) warnings.push({ code: "RotationSuspended" });
  if (secret.type !== "Generic") warnings.push({ code: "ManagedValueMayBeOld" });
  const pk = tx.newId();
  await tx.db.secret.create({
    data: {
      pk,
      name,
      region: instance.region,
      accountId: account,
      instancePk: instance.pk,
      jointInstancePk: instance.sharingMode === "Joint" ? instance.pk : null,
      type: secret.type,
      description: secret.description,
      encryptionKeyId: secret.encryptionKeyId,
      encryptionKeyPk,
      createdAt: new Date(secret.createdAt),
      updatedAt: new Date(secret.updatedAt),
      ...rotation,
      rotationSeconds: secret.rotationSeconds,
      lastRotatedAt: secret.lastRotatedAt === null ? null : new Date(secret.lastRotatedAt),
      extendedConfig: secret.extendedConfig,
    },
  });
  return pk;
}

async function insertVersions(
  tx: Tx,
  secretPk: string,
  secret: SecretRecord,
  versions: readonly SecretVersionRecord[],
): Promise<void> {
  const stages = new Map(secret.versions.map((version) => [version.versionId, version.stages]));
  const rows = versions.map((version) => ({ pk: tx.newId(), version }));
  await tx.db.secretVersion.createMany({
    data: rows.map(({ pk, version: { versionId, dataType, createdAt } }) => ({
      pk,
      secretPk,
      versionId,
      stages: stages.get(versionId) ?? [],
      dataType,
      createdAt: new Date(createdAt),
    })),
  });
  await tx.db.secretValue.createMany({
    data: rows.map(({ pk, version }) => ({ versionPk: pk, sealed: Buffer.from(version.value, "base64") })),
  });
}
