import type { KeyModel } from "@/lib/generated/prisma/models";
import type { Tx } from "../context";
import { DomainError } from "../errors";
import { newClassicKeyId, newInstanceKeyId } from "../ids";
import type { Instance } from "../instances/load-instance";
import { mayImport } from "./import-rules";
import { insertVersion, newVersionId } from "./key-material";
import { mayRotate } from "./key-spec-rules";
import type { KeyRow } from "./load-key";
import { assertRotationSeconds, nextRotation } from "./rotation-rules";

export interface NewKey
  extends Pick<KeyModel, "accountId" | "region" | "kind" | "spec" | "usage" | "origin" | "description"> {
  instance: Instance | null;
  /** Null: no automatic rotation. */
  rotationSeconds: number | null;
}

/**
 * The rows of a new key and its first version: Enabled with `material`, PendingImport without (KEY-41). Quota, policy,
 * alias and event are the caller's.
 */
export async function insertKey(tx: Tx, made: NewKey, material: Buffer | null): Promise<KeyRow> {
  const { instance, rotationSeconds, ...columns } = made;
  const place = { kind: made.kind, instancePk: instance?.pk ?? null };
  if (made.origin === "EXTERNAL" && !mayImport({ spec: made.spec, inInstance: instance !== null })) {
    throw new DomainError("UnsupportedOrigin");
  }
  if (rotationSeconds !== null) {
    if (!mayRotate(made)) throw new DomainError("RotationUnsupported");
    assertRotationSeconds(place, rotationSeconds);
  }
  const keyId = instance ? newInstanceKeyId() : newClassicKeyId();
  const versionId = newVersionId({ keyId, instance });
  const row = await tx.db.key.create({
    data: {
      pk: tx.newId(),
      keyId,
      instancePk: place.instancePk,
      ...columns,
      // KEY-28: follows the instance.
      protectionLevel: "SOFTWARE",
      state: material ? "Enabled" : "PendingImport",
      primaryVersionId: versionId,
      createdAt: tx.now(),
      lastRotatedAt: tx.now(),
      ...(rotationSeconds === null
        ? {}
        : { automaticRotation: "Enabled", rotationSeconds, nextRotationAt: nextRotation(tx.now(), rotationSeconds) }),
    },
  });
  const key = { ...row, instance };
  await insertVersion(tx, key, versionId, material);
  return key;
}
