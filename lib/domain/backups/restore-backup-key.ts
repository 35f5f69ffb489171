import { z } from "zod";
import { CryptoError } from "@/lib/crypto/errors";
import { open, readHeader, seal, type WrappingKey } from "@/lib/crypto/sealed";
import { arnOf } from "../arn";
import { record } from "../audit/record";
import type { Tx } from "../context";
import { DomainError } from "../errors";
import type { Instance } from "../instances/load-instance";
import { takeKeyUnits } from "../instances/quota";
import { dropDeadAliases } from "../keys/create-alias";
import { sealedFields } from "../keys/key-material";
import { isPastDeletion } from "../keys/key-state";
import { operation } from "../operation";
import { assertGrantsFit } from "../sharing/granted-accounts";
import { isDuplicate, transaction } from "../transaction";
import { currentWrappingKey } from "../wrapping-keys";
import { readInstanceKey } from "./binding-objects";
import { damaged } from "./binding-store";
import { assertProbe } from "./check-probe";
import type { BackupRecord, KeyRecord, KeyVersionRecord } from "./record-schema";
import { type RestoreWarning, restoredRotation, restoredState } from "./restore-rules";
import { assertStillBound, openSavedItem, restoreDestination, restoreSchema } from "./restore-source";
import { reviveIds } from "./revive-ids";

type Opened = Awaited<ReturnType<typeof openSavedItem>>;

/**
 * Restore Data of one key (BKP-90): the key with its id, versions, material, aliases, tags and policy as they were at
 * `at`, into an enabled software instance of the account, in any region (BKP-91, BKP-95, BKP-97). It is all there or not
 * at all; nothing that exists is changed (BKP-93). Each version answers its probe before the commit.
 * @throws DomainError BackupNotFound, BackupNotEnabled, OutOfQueryableRange, NoBackupData, BackupDamaged,
 * RestoreDestinationInvalid, RestoreKeyExists, RestorePendingDeletion, KeyQuotaExceeded, AccessQuotaExceeded
 */
export const restoreBackupKey = operation(
  "RestoreBackupKey",
  { touches: "secrets", schema: restoreSchema.extend({ keyId: z.string().min(1) }) },
  async (ctx, input) => {
    const opened = await openSavedItem(ctx, "kms:RestoreBackupKey", input, { kind: "key", id: input.keyId });
    const { key, versions } = asKey(opened.records);
    const sources = await sourceKeys(opened, versions);
    try {
      return await transaction(ctx, async (tx) => {
        const { backup } = opened;
        await assertStillBound(tx, backup);
        const instance = await restoreDestination(tx, backup, input.destination, key);
        await assertKeyAbsent(tx, key.keyId, instance.region);
        const warnings: RestoreWarning[] = [];
        // Before the rows: the database refuses an id that is still retired.
        await reviveIds(tx, "key", instance.region, key.account, [key.keyId]);
        await reviveIds(
          tx,
          "key-version",
          instance.region,
          key.account,
          versions.map(({ versionId }) => versionId),
        );
        const pk = await insertKey(tx, key, versions, instance, warnings);
        await insertVersions(tx, pk, key, versions, instance, sources);
        await insertAliases(tx, pk, key, instance, warnings);
        if (key.tags.length) await tx.db.keyTag.createMany({ data: key.tags.map((tag) => ({ keyPk: pk, ...tag })) });
        if (key.policy !== null) await tx.db.keyPolicy.create({ data: { keyPk: pk, document: key.policy } });
        await takeKeyUnits(tx, instance.pk, versions.length);
        await assertGrantsFit(tx, instance.pk, { keyPk: pk }); // BKP-105
        const arn = arnOf(instance.region, key.account, "key", key.keyId);
        const { instanceId, region } = instance;
        const detail = { backupId: backup.backupId, at: input.at.toISOString(), instanceId, versions: versions.length };
        const dropped = warnings.map((warning) => ({ ...warning }));
        await record(tx, "RestoreBackupKey", { accountId: key.account, region, arn }, { ...detail, warnings: dropped });
        return { keyId: key.keyId, arn, region, instanceId, versions: versions.length, warnings };
      });
    } catch (error) {
      if (isDuplicate(error)) throw new DomainError("RestoreKeyExists", {}, { cause: error });
      throw error;
    }
  },
);

/** The key's record names its versions: one that is missing, or one too many, is damage (S24). */
function asKey(records: readonly BackupRecord[]): { key: KeyRecord; versions: KeyVersionRecord[] } {
  const [key, ...versions] = records;
  if (key?.kind !== "key") throw damaged("key");
  const named = key.versions.map(({ versionId }) => versionId);
  const found = versions.flatMap((version) =>
    version.kind === "key-version" && version.keyId === key.keyId ? [version] : [],
  );
  const byId = new Map(found.map((version) => [version.versionId, version]));
  const ordered = named.map((versionId) => byId.get(versionId) ?? refuse(versionId));
  if (ordered.length !== versions.length) throw damaged(key.keyId);
  return { key, versions: ordered };
}

function refuse(object: string): never {
  throw damaged(object);
}

/** The generations of the source's instance key that the boxes name, from the store. */
async function sourceKeys(
  { store, names, backup, backupKey }: Opened,
  versions: readonly KeyVersionRecord[],
): Promise<WrappingKey[]> {
  const generations = new Set(versions.flatMap(({ material }) => (material ? [headerOf(material).generation] : [])));
  return Promise.all(
    [...generations].map((generation) => readInstanceKey(store, names, backup, backupKey, generation)),
  );
}

function headerOf(material: string) {
  try {
    return readHeader(Buffer.from(material, "base64"));
  } catch (error) {
    if (error instanceof CryptoError) throw damaged("material");
    throw error;
  }
}

/** BKP-93, BKP-151, BKP-171. */
async function assertKeyAbsent(tx: Tx, keyId: string, region: string): Promise<void> {
  const there = await tx.db.key.findUnique({
    where: { region_keyId: { region, keyId } },
    select: { state: true, deleteAt: true },
  });
  if (!there) return;
  const isPending = there.state === "PendingDeletion" && !isPastDeletion(there, tx.now());
  throw new DomainError(isPending ? "RestorePendingDeletion" : "RestoreKeyExists");
}

async function insertKey(
  tx: Tx,
  key: KeyRecord,
  versions: readonly KeyVersionRecord[],
  instance: Instance,
  warnings: RestoreWarning[],
): Promise<string> {
  const { region } = instance;
  // KEY-44 holds for what comes back from a backup too: imported material that was gone leaves the key waiting for it.
  const hasMaterial = versions.some(({ material }) => material !== null);
  const copies = await tx.db.key.count({
    where: { accountId: key.account, keyId: key.keyId, region: { not: region } },
  });
  const { suspended, ...rotation } = restoredRotation(key, copies > 0, "Suspended");
  if (suspended) warnings.push({ code: "RotationSuspended" });
  const pk = tx.newId();
  await tx.db.key.create({
    data: {
      pk,
      keyId: key.keyId,
      region,
      accountId: key.account,
      instancePk: instance.pk,
      kind: key.keyKind,
      spec: key.spec,
      usage:
        key.usage === "GENERATE_VERIFY_MAC"
          ? key.usage
          : key.usage === "SIGN/VERIFY"
            ? "SIGN_VERIFY"
            : "ENCRYPT_DECRYPT",
      origin: key.origin,
      protectionLevel: key.protectionLevel,
      state: hasMaterial ? restoredState(key.state) : "PendingImport",
      description: key.description,
      primaryVersionId: key.primaryVersionId,
      createdAt: new Date(key.createdAt),
      deletionProtection: key.deletionProtection,
      deletionProtectionWhy: key.deletionProtectionWhy,
      ...rotation,
      rotationSeconds: key.rotationSeconds,
      lastRotatedAt: new Date(key.lastRotatedAt),
      materialExpiresAt: key.materialExpiresAt === null ? null : new Date(key.materialExpiresAt),
    },
  });
  return pk;
}

async function insertVersions(
  tx: Tx,
  keyPk: string,
  key: KeyRecord,
  versions: readonly KeyVersionRecord[],
  instance: Instance,
  sources: readonly WrappingKey[],
): Promise<void> {
  const wrapping = await currentWrappingKey(tx, "Instance", instance.pk);
  for (const version of versions) {
    const pk = tx.newId();
    const { versionId } = version;
    await tx.db.keyVersion.create({
      data: {
        pk,
        versionId,
        region: instance.region,
        keyPk,
        accountId: key.account,
        createdAt: new Date(version.createdAt),
        probe: Buffer.from(version.probe, "base64"),
      },
    });
    if (version.material === null) continue; // a key that waits for its material comes back so
    const sealed = reseal(version, version.material, instance, sources, wrapping);
    await tx.db.keyMaterial.create({ data: { versionPk: pk, wrappingKeyId: wrapping.id, sealed } });
  }
}

/** From the source's instance key to the destination's; the probe is asked while the material is in hand. */
function reseal(
  version: KeyVersionRecord,
  box: string,
  instance: Instance,
  sources: readonly WrappingKey[],
  wrapping: WrappingKey,
): Uint8Array<ArrayBuffer> {
  const { account: accountId, region, instanceId, keyId, versionId, spec, origin } = version;
  const saved = { accountId, region, keyId, spec, origin, instance: { pk: "", instanceId } };
  const resolve = (id: string, generation: number) =>
    sources.find((source) => source.id === id && source.generation === generation)?.bytes;
  const material = openMaterial(
    () => open(resolve, "key-material", sealedFields(saved, versionId), Buffer.from(box, "base64")),
    versionId,
  );
  try {
    assertProbe(version, material);
    const fields = sealedFields({ ...saved, region: instance.region, instance }, versionId);
    return new Uint8Array(seal(wrapping, "key-material", fields, material));
  } finally {
    material.fill(0);
  }
}

function openMaterial(openBox: () => Buffer, object: string): Buffer {
  try {
    return openBox();
  } catch (error) {
    if (error instanceof CryptoError) throw damaged(object);
    throw error;
  }
}

/** BKP-95: an alias that another key has by now is dropped, with a word. The constraint decides, whoever is faster. */
async function insertAliases(
  tx: Tx,
  keyPk: string,
  key: KeyRecord,
  instance: Instance,
  warnings: RestoreWarning[],
): Promise<void> {
  const jointInstancePk = instance.sharingMode === "Joint" ? instance.pk : null;
  const { region } = instance;
  const names = key.aliases.map(({ name }) => name);
  await dropDeadAliases(tx, key.account, names, { region, instance });
  await tx.db.alias.createMany({
    data: key.aliases.map(({ name, createdAt }) => ({
      pk: tx.newId(),
      accountId: key.account,
      region,
      name,
      keyPk,
      jointInstancePk,
      createdAt: new Date(createdAt),
    })),
    skipDuplicates: true,
  });
  const own = await tx.db.alias.findMany({ where: { keyPk }, select: { name: true } });
  const ownNames = new Set(own.map(({ name }) => name));
  for (const { name } of key.aliases) if (!ownNames.has(name)) warnings.push({ code: "AliasTaken", name });
}
