import { z } from "zod";
import { holdAccess } from "@/lib/db/sharing.sql";
import type { Instance } from "@/lib/generated/prisma/client";
import { arnOf, containerArn } from "../arn";
import { record } from "../audit/record";
import { accountOf, authorize, authorizeArn, Unread } from "../authorize";
import type { Tx } from "../context";
import { DomainError } from "../errors";
import { assertTakesNew } from "../instances/instance-state";
import { takeSecretUnits } from "../instances/quota";
import { regionOf } from "../instances/regions";
import { assertAllowed } from "../keys/key-state";
import { type LoadedKey, loadKey } from "../keys/load-key";
import { operation } from "../operation";
import { type PolicyInput, policyInputSchema, policyToKeep } from "../policies/policy-to-keep";
import { keepSharingMode, placeForNew } from "../sharing/access";
import { assertGrantsFit } from "../sharing/granted-accounts";
import { assertTags, tagSchema } from "../tags";
import { isDuplicate, transaction } from "../transaction";
import { deleteDueSecret } from "./delete-due-secrets";
import { jointOwner } from "./load-secret";
import { secretBytes, secretDataSchema } from "./secret-data";
import { defaultSecretPolicy, secretPolicyBase } from "./secret-policy";
import { assertDescription, assertSecretName, assertVersionId, CURRENT } from "./secret-rules";
import { isPastDeletion } from "./secret-state";
import { makeDataKey, sealValue } from "./secret-value";

/**
 * Creates a Generic secret with its first version under an encryption key of the same instance (SEC-02, SEC-04..08).
 * Without an instance it goes where its encryption key is (decisions 3). Needs kms:GenerateDataKey on the key (ACC-06).
 */
export const createSecret = operation(
  "CreateSecret",
  {
    touches: "secrets",
    schema: secretDataSchema.extend({
      region: z.string(),
      name: z.string().min(1),
      instanceId: z.string().optional(),
      /** Id, alias or ARN. */
      encryptionKey: z.string().optional(),
      versionId: z.string().default("v1"),
      description: z.string().default(""),
      tags: z.array(tagSchema).default([]),
      /** Instead of the default policy (POL-07); only in an instance. */
      policy: policyInputSchema.optional(),
    }),
  },
  async (ctx, input) => {
    assertSecretName(input.name);
    assertVersionId(input.versionId);
    assertTags(input.tags);
    assertDescription(input.description);
    const value = secretBytes(input);
    try {
      return await transaction(ctx, async (tx) => {
        const accountId = accountOf(tx);
        const { id: region } = regionOf(tx, input.region);
        authorizeArn(tx, "kms:CreateSecret", containerArn(region, accountId, "secret"));
        const key = await encryptionKeyFor(tx, input);
        const instance = await instanceFor(tx, input, key);
        const secret = {
          pk: tx.newId(),
          accountId,
          region,
          name: input.name,
          instancePk: instance?.pk ?? null,
          jointInstancePk: jointOwner(instance) ? (instance?.pk ?? null) : null,
          description: input.description,
          encryptionKeyId: key.keyId,
          encryptionKeyPk: key.pk,
          createdAt: tx.now(),
          updatedAt: tx.now(),
        };
        await assertNameFree(tx, secret);
        await insertSecret(tx, secret, key, input, value, instance);
        const arn = arnOf(region, accountId, "secret", input.name);
        const detail = { encryptionKeyId: key.keyId, versionId: input.versionId };
        await record(tx, "CreateSecret", { accountId, region, arn }, detail);
        // Late: both hold the instance's row until the commit.
        if (instance) {
          await takeSecretUnits(tx, instance.pk, 1);
          await assertGrantsFit(tx, instance.pk, { secretPk: secret.pk });
        }
        return {
          name: input.name,
          arn,
          versionId: input.versionId,
          encryptionKeyId: key.keyId,
          instanceId: instance?.instanceId ?? null,
        };
      });
    } catch (error) {
      if (isDuplicate(error)) throw new DomainError("SecretExists", {}, { cause: error });
      throw error;
    } finally {
      value.fill(0);
    }
  },
);

/** SEC-07, SEC-08: symmetric, ENCRYPT/DECRYPT, Enabled. */
async function encryptionKeyFor(tx: Tx, input: { region: string; encryptionKey?: string }): Promise<LoadedKey> {
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
  input: { region: string; instanceId?: string },
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

/**
 * Says why a name is taken (SEC-42) before the unique index would only say that it is. What is past its delete window is
 * gone for everybody, so it goes now if the worker has not been there yet.
 */
async function assertNameFree(
  tx: Tx,
  { accountId, region, name, jointInstancePk }: NewSecret & { jointInstancePk: string | null },
): Promise<void> {
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

interface NewSecretInput {
  versionId: string;
  dataType: "text" | "binary";
  tags: { name: string; value: string }[];
  policy?: PolicyInput;
}

interface NewSecret {
  pk: string;
  accountId: string;
  region: string;
  name: string;
}

async function insertSecret(
  tx: Tx,
  secret: NewSecret & Parameters<Tx["db"]["secret"]["create"]>[0]["data"],
  key: LoadedKey,
  input: NewSecretInput,
  value: Buffer,
  instance: Instance | null,
): Promise<void> {
  const { dataKey, blob } = await makeDataKey(tx, key, { account: secret.accountId, name: secret.name });
  try {
    const versionPk = tx.newId();
    await tx.db.secret.create({ data: secret });
    await tx.db.secretDataKey.create({ data: { secretPk: secret.pk, blob: new Uint8Array(blob) } });
    await tx.db.secretVersion.create({
      data: {
        pk: versionPk,
        secretPk: secret.pk,
        versionId: input.versionId,
        stages: [CURRENT],
        dataType: input.dataType,
        createdAt: tx.now(),
      },
    });
    await tx.db.secretValue.create({ data: { versionPk, sealed: sealValue(dataKey, secret, input.versionId, value) } });
    if (input.tags.length)
      await tx.db.secretTag.createMany({ data: input.tags.map((tag) => ({ secretPk: secret.pk, ...tag })) });
    await insertPolicy(tx, secret, input, instance);
  } finally {
    dataKey.fill(0);
  }
}

/** POL-01: secrets in instances have a policy, 1.0 secrets have none. */
async function insertPolicy(
  tx: Tx,
  secret: NewSecret,
  { policy, tags }: NewSecretInput,
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
