import { holdAccess } from "@/lib/db/sharing.sql";
import type { Instance, Prisma } from "@/lib/generated/prisma/client";
import { arnOf, containerArn } from "../arn";
import { type AuditDetail, record } from "../audit/record";
import { accountOf, authorize, authorizeArn, Unread } from "../authorize";
import type { Tx } from "../context";
import { DomainError } from "../errors";
import { assertTakesNew } from "../instances/instance-state";
import { takeSecretUnits } from "../instances/quota";
import { regionOf } from "../instances/regions";
import { assertAllowed } from "../keys/key-state";
import { type LoadedKey, loadKey } from "../keys/load-key";
import { type PolicyInput, policyToKeep } from "../policies/policy-to-keep";
import { keepSharingMode, placeForNew } from "../sharing/access";
import { assertGrantsFit } from "../sharing/granted-accounts";
import { deleteDueSecret } from "./delete-due-secrets";
import { jointOwner } from "./load-secret";
import { defaultSecretPolicy, secretPolicyBase } from "./secret-policy";
import { isPastDeletion } from "./secret-state";
import { makeDataKey, sealValue } from "./secret-value";

// What every new secret goes through, of whatever type, inside the transaction that makes it.

interface NewSecretPlace {
  accountId: string;
  region: string;
  name: string;
  key: LoadedKey;
  instance: Instance | null;
}

/**
 * Permission, encryption key, instance and name of a new secret: everything that can refuse it before it is written.
 * Needs kms:GenerateDataKey on the key (ACC-06). Without an instance it goes where its key is (decisions 3).
 */
export async function placeNewSecret(
  tx: Tx,
  input: { region: string; name: string; instanceId?: string | undefined; encryptionKey?: string | undefined },
): Promise<NewSecretPlace> {
  const accountId = accountOf(tx);
  const { id: region } = regionOf(tx, input.region);
  authorizeArn(tx, "kms:CreateSecret", containerArn(region, accountId, "secret"));
  const key = await encryptionKeyFor(tx, input);
  const instance = await instanceFor(tx, input, key);
  const place = { accountId, region, name: input.name, key, instance };
  await assertNameFree(tx, place);
  return place;
}

interface NewSecretWish {
  description: string;
  tags: { name: string; value: string }[];
  /** Instead of the default policy (POL-07); only in an instance. */
  policy?: PolicyInput | undefined;
  /** Of managed types. */
  managed?: Pick<
    Prisma.SecretUncheckedCreateInput,
    "type" | "extendedConfig" | "automaticRotation" | "rotationSeconds" | "nextRotationAt"
  >;
}

interface NewVersion {
  versionId: string;
  stages: string[];
  dataType: "text" | "binary";
  value: Buffer;
}

/** Writes the secret with its versions, records it, and takes its quota. */
export async function insertNewSecret(
  tx: Tx,
  place: NewSecretPlace,
  wish: NewSecretWish,
  versions: readonly NewVersion[],
  detail: AuditDetail,
): Promise<{ pk: string; arn: string }> {
  const { accountId, region, name, key, instance } = place;
  const secret = { pk: tx.newId(), accountId, region, name };
  await tx.db.secret.create({
    data: {
      ...secret,
      ...wish.managed,
      instancePk: instance?.pk ?? null,
      jointInstancePk: jointInstanceOf(instance),
      description: wish.description,
      encryptionKeyId: key.keyId,
      encryptionKeyPk: key.pk,
      createdAt: tx.now(),
      updatedAt: tx.now(),
    },
  });
  await insertVersions(tx, secret, key, versions);
  if (wish.tags.length)
    await tx.db.secretTag.createMany({ data: wish.tags.map((tag) => ({ secretPk: secret.pk, ...tag })) });
  await insertPolicy(tx, secret, wish, instance);
  const arn = arnOf(region, accountId, "secret", name);
  await record(tx, "CreateSecret", { accountId, region, arn }, { encryptionKeyId: key.keyId, ...detail });
  // Late: both hold the instance's row until the commit.
  if (instance) {
    await takeSecretUnits(tx, instance.pk, 1);
    await assertGrantsFit(tx, instance.pk, { secretPk: secret.pk });
  }
  return { pk: secret.pk, arn };
}

/** SEC-07, SEC-08: symmetric, ENCRYPT/DECRYPT, Enabled. */
async function encryptionKeyFor(
  tx: Tx,
  input: { region: string; encryptionKey?: string | undefined },
): Promise<LoadedKey> {
  if (!input.encryptionKey) throw new DomainError("EncryptionKeyRequired");
  const key = authorize(
    tx,
    "kms:GenerateDataKey",
    await loadKey(tx, { region: input.region, key: input.encryptionKey }),
  );
  assertAllowed("GenerateDataKey", key, tx.now());
  if (key.spec !== "Aliyun_AES_256" || key.usage !== "ENCRYPT_DECRYPT" || key.kind === "Service")
    throw new DomainError("EncryptionKeyUnsuitable");
  return key;
}

/** The instance the secret lies in: the one named, and always the key's own (SEC-07). Null is KMS 1.0. */
async function instanceFor(
  tx: Tx,
  input: { region: string; instanceId?: string | undefined },
  key: LoadedKey,
): Promise<Instance | null> {
  if (!input.instanceId) {
    if (!key.instance) return null;
    // A key that another account lets the caller use is no leave to put things into that account's instance (SHR-19).
    const { instanceId, ownerAccountId } = key.instance;
    const isShared = (await holdAccess(tx, instanceId, accountOf(tx))) === "Active";
    if (ownerAccountId !== accountOf(tx) && !isShared) throw new DomainError("EncryptionKeyUnsuitable");
    await keepSharingMode(tx, key.instance);
    assertTakesNew(key.instance, tx.now());
    return key.instance;
  }
  const instance = await placeForNew(tx, "kms:CreateSecret", input.region, input.instanceId);
  assertTakesNew(instance, tx.now());
  if (instance.pk !== key.instance?.pk) throw new DomainError("EncryptionKeyUnsuitable");
  // The key was judged before: under the mode that is held now, or not at all.
  await keepSharingMode(tx, key.instance);
  return instance;
}

const jointInstanceOf = (instance: Instance | null) => (jointOwner(instance) ? (instance?.pk ?? null) : null);

/**
 * Says why a name is taken (SEC-42) before the unique index would only say that it is. What is past its delete window is
 * gone for everybody, so it goes now if the worker has not been there yet.
 */
async function assertNameFree(tx: Tx, { accountId, region, name, instance }: NewSecretPlace): Promise<void> {
  const jointInstancePk = jointInstanceOf(instance);
  const inJointInstance = jointInstancePk ? [{ jointInstancePk, name }] : [];
  const holders = await tx.db.secret.findMany({
    where: { OR: [{ accountId, region, name }, ...inJointInstance] },
    select: { pk: true, plannedDeleteAt: true },
  });
  for (const holder of holders) {
    if (isPastDeletion(holder, tx.now())) await deleteDueSecret(tx, holder.pk);
    else throw new DomainError(holder.plannedDeleteAt ? "SecretInDeleteWindow" : "SecretExists");
  }
}

interface SecretRow {
  pk: string;
  accountId: string;
  region: string;
  name: string;
}

async function insertVersions(
  tx: Tx,
  secret: SecretRow,
  key: LoadedKey,
  versions: readonly NewVersion[],
): Promise<void> {
  const { dataKey, blob } = await makeDataKey(tx, key, { account: secret.accountId, name: secret.name });
  try {
    await tx.db.secretDataKey.create({ data: { secretPk: secret.pk, blob: new Uint8Array(blob) } });
    for (const { versionId, stages, dataType, value } of versions) {
      const versionPk = tx.newId();
      await tx.db.secretVersion.create({
        data: { pk: versionPk, secretPk: secret.pk, versionId, stages, dataType, createdAt: tx.now() },
      });
      await tx.db.secretValue.create({ data: { versionPk, sealed: sealValue(dataKey, secret, versionId, value) } });
    }
  } finally {
    dataKey.fill(0);
  }
}

/** POL-01: secrets in instances have a policy, 1.0 secrets have none. */
async function insertPolicy(
  tx: Tx,
  secret: SecretRow,
  { policy, tags }: NewSecretWish,
  instance: Instance | null,
): Promise<void> {
  if (!instance) {
    if (policy !== undefined) throw new DomainError("PolicyUnsupported");
    return;
  }
  const { accountId, region, name } = secret;
  const arn = arnOf(region, accountId, "secret", name);
  const holder = { subject: "secret", base: secretPolicyBase(accountId, instance), arn, tags } as const;
  // Setting it at once asks for what setting it later would: who is denied that lets nobody in this way either.
  if (policy !== undefined) {
    authorize(tx, "kms:SetSecretPolicy", new Unread(arn, "SecretNotFound", secret, { arn, policy: null, tags }));
  }
  const document = policy === undefined ? defaultSecretPolicy(accountId, instance) : policyToKeep(tx, policy, holder);
  await tx.db.secretPolicy.create({ data: { secretPk: secret.pk, document } });
}
