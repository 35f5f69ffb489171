import { z } from "zod";
import { holdClassicQuota } from "@/lib/db/classic-quota.sql";
import { containerArn } from "../arn";
import { record } from "../audit/record";
import { accountOf, authorize, authorizeArn } from "../authorize";
import type { Tx } from "../context";
import { DomainError } from "../errors";
import { assertTakesNew } from "../instances/instance-state";
import type { Instance } from "../instances/load-instance";
import { takeKeyUnits } from "../instances/quota";
import { regionOf } from "../instances/regions";
import { operation } from "../operation";
import { policyInputSchema, policyToKeep } from "../policies/policy-to-keep";
import { placeForNew } from "../sharing/access";
import { assertGrantsFit } from "../sharing/granted-accounts";
import { assertTags, tagSchema } from "../tags";
import { transaction } from "../transaction";
import { viewOf } from "./change-key";
import { assertMayName, insertAlias } from "./create-alias";
import { insertKey, type NewKey } from "./insert-key";
import { defaultKeyPolicy, keyPolicyBase } from "./key-policy";
import { assertAliasName, assertDescription, CLASSIC_KEYS_MAX } from "./key-rules";
import { specOf, usageOf } from "./key-spec-rules";
import type { KeyView } from "./key-view";
import { type KeyRow, keySubject, type LoadedKey, unreadKey } from "./load-key";
import { withMaterial } from "./new-material";

const schema = z.object({
  region: z.string(),
  /** Where it goes; without it the account's default instance of the region, else KMS 1.0 (decisions 3). */
  instanceId: z.string().optional(),
  /** KEY-25 */
  spec: z.string().default("Aliyun_AES_256"),
  /** As the provider writes it; by the specification where it is not named (KEY-25). */
  usage: z.string().optional(),
  /** EXTERNAL: the material is imported later, and the key waits for it (KEY-33, KEY-41). */
  origin: z.string().default("Aliyun_KMS"),
  /** Automatic rotation from the start on, every so many seconds (KEY-31, KEY-72). */
  rotationSeconds: z.number().optional(),
  description: z.string().default(""),
  /** With its prefix; the console's Create Key panel asks for it at once (KEY-31). */
  alias: z.string().optional(),
  tags: z.array(tagSchema).default([]),
  /** Instead of the default policy (POL-07); only in an instance. */
  policy: policyInputSchema.optional(),
});
type Input = z.infer<typeof schema>;

/**
 * Creates a key with fresh material, or one that waits for its import (KEY-10, KEY-20..27, KEY-41), in an instance or,
 * where none is named and none is set as default, as a 1.0 key under the quota of KEY-09. One unit of the instance's key
 * quota (INS-08). Refuses other specs and origins, a full quota, an instance that does not serve (INS-51), a taken alias.
 */
export const createKey = operation(
  "CreateKey",
  { touches: "secrets", schema },
  async (ctx, input): Promise<KeyView> => {
    const made = madeOf(input);
    const { id: region } = regionOf(ctx, input.region);
    // Before the material is made, which for RSA is the dear part: nobody without permission causes that.
    authorizeArn(ctx, "kms:CreateKey", containerArn(region, accountOf(ctx), "key"));
    return withMaterial(ctx, { ...made, region }, (material) =>
      transaction(ctx, async (tx) => {
        const accountId = accountOf(tx);
        const instance = await instanceFor(tx, region, accountId, input.instanceId);
        if (!instance) await assertClassicQuota(tx, accountId, region);
        const place = { accountId, region, instance, kind: "Customer" } as const;
        const key = await insertKey(
          tx,
          { ...place, ...made, rotationSeconds: input.rotationSeconds ?? null },
          material,
        );
        if (input.tags.length) {
          await tx.db.keyTag.createMany({ data: input.tags.map((tag) => ({ keyPk: key.pk, ...tag })) });
        }
        const policy = await insertPolicy(tx, key, input);
        const { keyId, spec, usage, origin } = key;
        const detail = { keyId, spec, usage, origin, instanceId: instance?.instanceId ?? "" };
        await record(tx, "CreateKey", keySubject(key), detail);
        if (input.alias !== undefined) await nameKey(tx, input.alias, { ...key, policy, tags: input.tags });
        // Late: both hold the instance's row until the commit.
        if (instance) {
          await takeKeyUnits(tx, instance.pk, 1);
          await assertGrantsFit(tx, instance.pk, { keyPk: key.pk });
        }
        return viewOf(tx, key.pk);
      }),
    );
  },
);

type Made = Pick<NewKey, "spec" | "usage" | "origin" | "description">;

function madeOf({ spec: specName, usage, origin, description, alias, tags }: Input): Made {
  const spec = specOf(specName);
  if (origin !== "Aliyun_KMS" && origin !== "EXTERNAL") throw new DomainError("InvalidParameter", { name: "Origin" });
  assertDescription(description);
  assertTags(tags);
  if (alias !== undefined) assertAliasName(alias);
  return { spec, usage: usageOf(spec, usage), origin, description };
}

/** Decisions 3. A default instance that does not serve answers by INS-51; nothing falls through to 1.0. */
async function instanceFor(tx: Tx, region: string, accountId: string, instanceId?: string): Promise<Instance | null> {
  const instance = instanceId
    ? await placeForNew(tx, "kms:CreateKey", region, instanceId)
    : await defaultInstance(tx, region, accountId);
  if (instance) assertTakesNew(instance, tx.now());
  return instance;
}

async function defaultInstance(tx: Tx, region: string, accountId: string): Promise<Instance | null> {
  const row = await tx.db.defaultInstance.findUnique({
    where: { accountId_region: { accountId, region } },
    include: { instance: { select: { instanceId: true } } },
  });
  return row && placeForNew(tx, "kms:CreateKey", region, row.instance.instanceId);
}

/** KEY-09. What is past its due date counts as deleted. */
async function assertClassicQuota(tx: Tx, accountId: string, region: string): Promise<void> {
  await holdClassicQuota(tx, "key", accountId, region);
  const living = { OR: [{ deleteAt: null }, { deleteAt: { gt: tx.now() } }] };
  const used = await tx.db.key.count({ where: { accountId, region, instancePk: null, kind: "Customer", ...living } });
  if (used >= CLASSIC_KEYS_MAX) throw new DomainError("KeyQuotaExceeded");
}

/** POL-01: keys in instances have a policy, 1.0 keys have none. */
async function insertPolicy(tx: Tx, key: KeyRow, { policy, tags }: Input): Promise<{ document: string } | null> {
  const { instance } = key;
  if (!instance) {
    if (policy !== undefined) throw new DomainError("PolicyUnsupported");
    return null;
  }
  const { arn } = keySubject(key);
  const holder = { subject: "key", base: keyPolicyBase(key, instance), arn, tags } as const;
  if (policy !== undefined) assertMaySetPolicy(tx, { ...key, policy: null, tags });
  const document = policy === undefined ? defaultKeyPolicy(key, instance) : policyToKeep(tx, policy, holder);
  await tx.db.keyPolicy.create({ data: { keyPk: key.pk, document } });
  return { document };
}

/** Setting it at once asks for what setting it later would: who is denied that lets nobody in this way either. */
function assertMaySetPolicy(tx: Tx, key: LoadedKey): void {
  authorize(tx, "kms:SetKeyPolicy", unreadKey(tx, { sought: keySubject(key).arn, missing: "KeyNotFound" }, key));
}

/** Naming it at once asks for what naming it later would (ACC-05). */
async function nameKey(tx: Tx, alias: string, key: LoadedKey): Promise<void> {
  assertMayName(tx, alias, key);
  const sought = keySubject(key).arn;
  await insertAlias(
    tx,
    alias,
    authorize(tx, "kms:CreateAlias", unreadKey(tx, { sought, missing: "KeyNotFound" }, key)),
  );
}
