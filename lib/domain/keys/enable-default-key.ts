import { z } from "zod";
import { aliasArn, containerArn } from "../arn";
import { record } from "../audit/record";
import { accountOf, authorize, authorizeArn } from "../authorize";
import type { Tx } from "../context";
import { DomainError } from "../errors";
import { regionOf } from "../instances/regions";
import { operation } from "../operation";
import { isDuplicate, transaction } from "../transaction";
import { viewOf } from "./change-key";
import { insertAlias } from "./create-alias";
import { destroyIfDue } from "./destroy-key";
import { insertKey } from "./insert-key";
import { assertAliasName, assertDescription } from "./key-rules";
import { isPastDeletion } from "./key-state";
import type { KeyView } from "./key-view";
import { type KeyRow, keySubject, unreadKey } from "./load-key";
import { withMaterial } from "./new-material";

const schema = z.object({
  region: z.string(),
  /** With its prefix. */
  alias: z.string().optional(),
  description: z.string().default(""),
  /** EXTERNAL: the material is imported later, and the key waits for it (KEY-04). */
  origin: z.enum(["Aliyun_KMS", "EXTERNAL"]).default("Aliyun_KMS"),
});

/**
 * Makes the account's default key of the region (KEY-03, KEY-04): AES-256, sealed by the account's key, free, outside every
 * instance and quota (KEY-05). From then on it lives as its owner wants. One for each account and region: a second is
 * refused, also when two ask at once; one whose deletion fell due makes room here, worker or not (KEY-51).
 * @throws DomainError DefaultKeyExists
 */
export const enableDefaultKey = operation(
  "EnableDefaultKey",
  { touches: "secrets", schema },
  async (ctx, input): Promise<KeyView> => {
    const { id: region } = regionOf(ctx, input.region);
    const { alias, description, origin } = input;
    assertDescription(description);
    if (alias !== undefined) assertAliasName(alias);
    const accountId = accountOf(ctx);
    authorizeArn(ctx, "kms:EnableDefaultKey", containerArn(region, accountId, "key"));
    const made = { spec: "Aliyun_AES_256", usage: "ENCRYPT_DECRYPT", origin, description } as const;
    return withMaterial(ctx, { ...made, region }, (material) =>
      transaction(ctx, async (tx) => {
        await makeRoom(tx, accountId, region);
        const place = { accountId, region, instance: null, kind: "Default", rotationSeconds: null } as const;
        const key = await refusingSecond(() => insertKey(tx, { ...place, ...made }, material));
        await record(tx, "EnableDefaultKey", keySubject(key), { keyId: key.keyId, origin });
        if (alias !== undefined) await nameKey(tx, alias, key);
        return viewOf(tx, key.pk);
      }),
    );
  },
);

async function makeRoom(tx: Tx, accountId: string, region: string): Promise<void> {
  const there = await tx.db.key.findFirst({ where: { accountId, region, kind: "Default" } });
  if (!there) return;
  if (!isPastDeletion(there, tx.now())) throw new DomainError("DefaultKeyExists");
  await destroyIfDue(tx, there.pk);
}

async function refusingSecond<T>(insert: () => Promise<T>): Promise<T> {
  try {
    return await insert();
  } catch (error) {
    if (isDuplicate(error)) throw new DomainError("DefaultKeyExists", {}, { cause: error });
    throw error;
  }
}

/** Naming it at once asks for what naming it later would (ACC-05). */
async function nameKey(tx: Tx, alias: string, key: KeyRow): Promise<void> {
  authorizeArn(tx, "kms:CreateAlias", aliasArn(key.region, accountOf(tx), alias));
  const sought = keySubject(key).arn;
  const unread = unreadKey(tx, { sought, missing: "KeyNotFound" }, { ...key, policy: null, tags: [] });
  await insertAlias(tx, alias, authorize(tx, "kms:CreateAlias", unread));
}
