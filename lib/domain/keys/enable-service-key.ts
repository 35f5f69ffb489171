import { z } from "zod";
import { containerArn } from "../arn";
import { record } from "../audit/record";
import { accountOf, authorizeArn } from "../authorize";
import type { Ctx } from "../context";
import { DomainError } from "../errors";
import { regionOf } from "../instances/regions";
import { operation } from "../operation";
import { transaction } from "../transaction";
import { viewOf } from "./change-key";
import { insertAliasRow } from "./create-alias";
import { insertKey } from "./insert-key";
import type { KeyView } from "./key-view";
import { keySubject } from "./load-key";
import { withMaterial } from "./new-material";
import { PRODUCT_CODES, type ProductCode, serviceAlias } from "./product-rules";

/**
 * What happens when a cloud product's default encryption is chosen (KEY-02): its service key is there afterwards, made now
 * or long ago. It is free, under a reserved name, and read-only for everybody.
 */
export const enableServiceKey = operation(
  "EnableServiceKey",
  { touches: "secrets", schema: z.object({ region: z.string(), product: z.enum(PRODUCT_CODES) }) },
  async (ctx, { region: name, product }): Promise<KeyView> => {
    const { id: region } = regionOf(ctx, name);
    const accountId = accountOf(ctx);
    authorizeArn(ctx, "kms:EnableServiceKey", containerArn(region, accountId, "key"));
    return viewOf(ctx, await ensureServiceKey(ctx, accountId, region, product));
  },
);

/** The pk of the product's service key. Whoever was faster made it: its reserved name is unique. */
export async function ensureServiceKey(
  ctx: Ctx,
  accountId: string,
  region: string,
  product: ProductCode,
): Promise<string> {
  const there = await serviceKeyOf(ctx, accountId, region, product);
  if (there) return there;
  try {
    return await makeServiceKey(ctx, accountId, region, product);
  } catch (error) {
    const isThere = error instanceof DomainError && error.code === "AliasExists";
    const meanwhile = isThere ? await serviceKeyOf(ctx, accountId, region, product) : null;
    if (meanwhile === null) throw error;
    return meanwhile;
  }
}

async function serviceKeyOf(ctx: Ctx, accountId: string, region: string, product: ProductCode): Promise<string | null> {
  const alias = await ctx.db.alias.findUnique({
    where: { accountId_region_name: { accountId, region, name: serviceAlias(product) } },
    select: { keyPk: true },
  });
  return alias?.keyPk ?? null;
}

function makeServiceKey(ctx: Ctx, accountId: string, region: string, product: ProductCode): Promise<string> {
  const made = { spec: "Aliyun_AES_256", usage: "ENCRYPT_DECRYPT", origin: "Aliyun_KMS", description: "" } as const;
  const place = { accountId, region, instance: null, kind: "Service", rotationSeconds: null } as const;
  return withMaterial(ctx, { ...made, region }, (material) =>
    transaction(ctx, async (tx) => {
      const key = await insertKey(tx, { ...place, ...made }, material);
      await record(tx, "EnableServiceKey", keySubject(key), { keyId: key.keyId, product });
      await insertAliasRow(tx, serviceAlias(product), key);
      return key.pk;
    }),
  );
}
