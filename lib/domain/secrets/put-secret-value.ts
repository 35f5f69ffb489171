import { timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { record } from "../audit/record";
import { refusingAboutAsync } from "../audit/refusal-subject";
import { authorize } from "../authorize";
import type { Tx } from "../context";
import { DomainError } from "../errors";
import { assertAllowed } from "../keys/key-state";
import { type LoadedKey, loadKey } from "../keys/load-key";
import { operation } from "../operation";
import { assertChanged, transaction } from "../transaction";
import { type LoadedSecret, secretFor, secretSubject } from "./load-secret";
import { secretBytes, secretDataSchema } from "./secret-data";
import { assertVersionId, planPut } from "./secret-rules";
import { openDataKey, openValue, sealValue } from "./secret-value";

const inputSchema = secretDataSchema.extend({
  region: z.string(),
  secret: z.string().min(1),
  versionId: z.string(),
  stages: z.array(z.string()).max(10).optional(),
});

/**
 * Stores a new version of a Generic secret and moves the labels (SEC-20..22). The same version id with the same value is
 * a success that changes nothing; with another value it is refused. The encryption key must be usable (SEC-08).
 */
export const putSecretValue = operation(
  "PutSecretValue",
  {
    touches: "secrets",
    schema: inputSchema,
  },
  async (ctx, input) => {
    assertVersionId(input.versionId);
    const value = secretBytes(input);
    try {
      return await transaction(ctx, (tx) => putVersion(tx, input, value));
    } finally {
      value.fill(0);
    }
  },
);

/** The same in a transaction that does more; `value` is `secretData` in bytes. */
export async function putVersion(tx: Tx, input: z.infer<typeof inputSchema>, value: Buffer) {
  const secret = await secretFor(tx, "PutSecretValue", input);
  return refusingAboutAsync(secretSubject(secret), () => putInto(tx, secret, input, value));
}

async function putInto(tx: Tx, secret: LoadedSecret, input: z.infer<typeof inputSchema>, value: Buffer) {
  if (secret.type !== "Generic") throw new DomainError("UnsupportedOperation");
  const key = await usableKey(tx, secret);

  const versions = await tx.db.secretVersion.findMany({ where: { secretPk: secret.pk }, include: { value: true } });
  const dataKey = await openDataKey(tx, secret, key);
  try {
    const subject = secretSubject(secret);
    const same = versions.find((version) => version.versionId === input.versionId);
    if (same) {
      const stored = same.value ? openValue(dataKey, secret, same.versionId, same.value.sealed) : Buffer.alloc(0);
      if (!isSameValue(stored, value) || same.dataType !== input.dataType) throw new DomainError("SecretVersionExists");
      // It changes nothing but tells that the value is known: that is on record too (AUD-01).
      await record(tx, "PutSecretValue", subject, { versionId: same.versionId, unchanged: true });
      return { name: secret.name, arn: subject.arn, versionId: same.versionId, stages: same.stages };
    }
    const plan = planPut(versions, input.stages);
    // The guard comes first: a second writer of this secret fails here, before any label has moved.
    assertChanged(
      await tx.db.secret.updateMany({
        where: { pk: secret.pk, revision: secret.revision },
        data: { updatedAt: tx.now() },
      }),
    );
    await tx.db.secretVersion.deleteMany({ where: { pk: { in: plan.removed } } });
    for (const { pk, stages } of plan.relabelled) await tx.db.secretVersion.update({ where: { pk }, data: { stages } });
    const versionPk = tx.newId();
    await tx.db.secretVersion.create({
      data: {
        pk: versionPk,
        secretPk: secret.pk,
        versionId: input.versionId,
        stages: plan.stages,
        dataType: input.dataType,
        createdAt: tx.now(),
      },
    });
    await tx.db.secretValue.create({ data: { versionPk, sealed: sealValue(dataKey, secret, input.versionId, value) } });
    await record(tx, "PutSecretValue", subject, { versionId: input.versionId, stages: plan.stages });
    return { name: secret.name, arn: subject.arn, versionId: input.versionId, stages: plan.stages };
  } finally {
    dataKey.fill(0);
  }
}

/** ACC-06: storing a value is one more use of the encryption key. */
async function usableKey(tx: Tx, secret: LoadedSecret): Promise<LoadedKey> {
  const key = authorize(
    tx,
    "kms:GenerateDataKey",
    await loadKey(tx, { region: secret.region, key: secret.encryptionKeyId }),
  );
  assertAllowed("GenerateDataKey", key, tx.now());
  return key;
}

function isSameValue(stored: Buffer, offered: Buffer): boolean {
  const equal = stored.length === offered.length && timingSafeEqual(stored, offered);
  stored.fill(0);
  return equal;
}
