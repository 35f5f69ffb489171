import { z } from "zod";
import type { RotationTarget } from "@/lib/generated/prisma/client";
import { actorName } from "../audit/record";
import type { Tx } from "../context";
import { DomainError } from "../errors";
import { operation } from "../operation";
import { policyInputSchema } from "../policies/policy-to-keep";
import { assertTags, tagSchema } from "../tags";
import { isDuplicate, transaction } from "../transaction";
import { insertSetup } from "./insert-rotation";
import { planManaged, type RamPlan, type TargetPlan } from "./managed-plan";
import { assertSecretRotationSeconds, MANAGED_TYPES } from "./managed-rules";
import { writeAccessKey, writeValue } from "./managed-types";
import { insertNewSecret, placeNewSecret } from "./new-secret";
import { cloneVersionId } from "./rotating";
import { rotationAfter } from "./rotation-rules";
import { secretBytes } from "./secret-data";
import { assertDescription, CURRENT, PREVIOUS } from "./secret-rules";
import { lockTarget } from "./targets/lock-target";
import { verifyAccessKeys } from "./verify-access-keys";
import { assertAccountsFree, targetOfPlan, verifyAtTarget } from "./verify-at-target";

const schema = z.object({
  region: z.string(),
  type: z.enum(MANAGED_TYPES),
  /** Of RAM secrets also `$Auto`: they get theirs from the user. */
  name: z.string().min(1),
  instanceId: z.string().optional(),
  /** Id, alias or ARN. */
  encryptionKey: z.string().optional(),
  extendedConfig: z.string().max(32_768),
  /** The first values, or `$Auto`: then they are made at the target. */
  secretData: z.string().min(1),
  versionId: z.string().default("v1"),
  description: z.string().default(""),
  tags: z.array(tagSchema).default([]),
  policy: policyInputSchema.optional(),
  automaticRotation: z.boolean().default(false),
  intervalSeconds: z.number().optional(),
});
type Input = z.infer<typeof schema>;

export interface CreatedManagedSecret {
  name: string;
  arn: string;
  versionId: string;
  encryptionKeyId: string;
  instanceId: string | null;
  /** Whether its accounts are still to be made at the target: until then there is no value to read. */
  settingUp: boolean;
  nextRotationAt: Date | null;
}

/**
 * Creates a managed secret (SEC-10..16). Values that are brought are tried first, and nothing is stored that does not work;
 * those that are to be made are made by the worker, as the first steps of its life. Needs what CreateSecret needs, and
 * kms:UseRotationTarget on the target, or the AccessKeys of the RAM user (SEC-53).
 */
export const createManagedSecret = operation(
  "CreateManagedSecret",
  { touches: "secrets", schema },
  async (ctx, input): Promise<CreatedManagedSecret> => {
    const plan = planManaged(input);
    assertForms(input);
    try {
      if ("accessKeys" in plan) return await transaction(ctx, (tx) => createRam(tx, input, plan));
      const target = await transaction(ctx, async (tx) => {
        const place = await placeNewSecret(tx, { ...input, name: plan.name });
        const found = await targetOfPlan(tx, place.region, plan);
        await assertAccountsFree(tx, found, plan.accounts);
        return found;
      });
      await verifyAtTarget(ctx, target, plan);
      return await transaction(ctx, (tx) => createAtTarget(tx, input, plan, target));
    } catch (error) {
      if (isDuplicate(error)) throw new DomainError("SecretExists", {}, { cause: error });
      throw error;
    }
  },
);

function assertForms({ automaticRotation, intervalSeconds, versionId, tags, description }: Input): void {
  assertTags(tags);
  assertDescription(description);
  // One so long that the version beside it would have the same id.
  if (cloneVersionId(versionId) === versionId) throw new DomainError("InvalidParameter", { name: "VersionId" });
  if (!automaticRotation) return;
  if (intervalSeconds === undefined) throw new DomainError("MissingParameter", { name: "RotationInterval" });
  assertSecretRotationSeconds(intervalSeconds);
}

async function createRam(tx: Tx, input: Input, plan: RamPlan): Promise<CreatedManagedSecret> {
  const place = await placeNewSecret(tx, { ...input, name: plan.name });
  const madeAt = await verifyAccessKeys(tx, plan.userName, plan.accessKeys);
  const texts = plan.accessKeys.map((value, index) => writeAccessKey(value, madeAt[index] ?? tx.now()));
  return insertManaged(tx, input, plan, place, texts);
}

/** What was allowed and free before the target was asked is judged again, and holds until the commit. */
async function createAtTarget(
  tx: Tx,
  input: Input,
  plan: TargetPlan,
  asked: RotationTarget,
): Promise<CreatedManagedSecret> {
  const place = await placeNewSecret(tx, { ...input, name: plan.name });
  await targetOfPlan(tx, place.region, plan);
  await lockTarget(tx, asked);
  await assertAccountsFree(tx, asked, plan.accounts);
  const texts = plan.values?.map((value) => writeValue(plan.config, value)) ?? [];
  return insertManaged(tx, input, plan, place, texts);
}

/** `texts`: the current value, then the one that stands ready; none where they are made by the first rotation. */
async function insertManaged(
  tx: Tx,
  input: Input,
  plan: TargetPlan | RamPlan,
  place: Awaited<ReturnType<typeof placeNewSecret>>,
  texts: readonly string[],
): Promise<CreatedManagedSecret> {
  const { versionId, automaticRotation, intervalSeconds } = input;
  const rotationSeconds = automaticRotation ? (intervalSeconds ?? null) : null;
  const nextRotationAt = rotationSeconds === null ? null : rotationAfter(tx.now(), rotationSeconds);
  const managed = {
    type: plan.config.type,
    extendedConfig: plan.config.json,
    automaticRotation: automaticRotation ? ("Enabled" as const) : ("Disabled" as const),
    rotationSeconds,
    nextRotationAt,
  };
  const settingUp = texts.length === 0;
  const detail = { versionId, type: plan.config.type, settingUp };
  const versions = texts.map((text, index) => ({
    versionId: index === 0 ? versionId : cloneVersionId(versionId),
    stages: [index === 0 ? CURRENT : PREVIOUS],
    dataType: "text" as const,
    value: secretBytes({ secretData: text, dataType: "text" }),
  }));
  try {
    const { pk, arn } = await insertNewSecret(tx, place, { ...input, managed }, versions, detail);
    if (settingUp) await insertSetup(tx, { secretPk: pk, versionId, requestedBy: actorName(tx.actor) });
    const { name, key, instance } = place;
    const instanceId = instance?.instanceId ?? null;
    return { name, arn, versionId, encryptionKeyId: key.keyId, instanceId, settingUp, nextRotationAt };
  } finally {
    for (const { value } of versions) value.fill(0);
  }
}
