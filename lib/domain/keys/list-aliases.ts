import { z } from "zod";
import { type AliasPlace, aliasPks, countAliases } from "@/lib/db/alias-list.sql";
import { aliasArn, containerArn } from "../arn";
import { accountOf, authorize, authorizeArn } from "../authorize";
import type { Ctx } from "../context";
import { operation } from "../operation";
import { type Page, pageOf, pageSchema } from "../page";
import { keptCount } from "./kept-count";
import { loadKey } from "./load-key";

export interface AliasView {
  name: string;
  arn: string;
  keyId: string;
}

/** The account's aliases in a region, newest first (GEN-07). */
export const listAliases = operation(
  "ListAliases",
  { touches: "metadata", schema: z.object({ region: z.string(), page: pageSchema.prefault({}) }) },
  async (ctx, { region, page }): Promise<Page<AliasView>> => {
    const accountId = accountOf(ctx);
    authorizeArn(ctx, "kms:ListAliases", containerArn(region, accountId, "alias"));
    return aliasPage(ctx, { accountId, region }, page);
  },
);

/** The aliases of one key, newest first. */
export const listAliasesByKeyId = operation(
  "ListAliasesByKeyId",
  {
    touches: "metadata",
    schema: z.object({ region: z.string(), key: z.string().min(1), page: pageSchema.prefault({}) }),
  },
  async (ctx, input): Promise<Page<AliasView>> => {
    const key = authorize(ctx, "kms:ListAliasesByKeyId", await loadKey(ctx, input));
    return aliasPage(ctx, { keyPk: key.pk }, input.page);
  },
);

async function aliasPage(ctx: Ctx, which: AliasPlace, { size, number = 1 }: z.infer<typeof pageSchema>) {
  const set = { ...which, now: ctx.now() };
  const name = JSON.stringify(["aliases", which]);
  const [total, pks] = await Promise.all([
    keptCount(
      ctx.db,
      name,
      () => countAliases(ctx.db, set),
      (count) => count,
    ),
    aliasPks(ctx.db, set, { skip: (number - 1) * size, limit: size + 1 }),
  ]);
  const rows = await ctx.db.alias.findMany({
    where: { pk: { in: pks } },
    orderBy: [{ createdAt: "desc" }, { pk: "desc" }],
    select: { pk: true, name: true, region: true, accountId: true, createdAt: true, key: { select: { keyId: true } } },
  });
  return pageOf(rows, total, size, (row) => ({
    name: row.name,
    arn: aliasArn(row.region, row.accountId, row.name),
    keyId: row.key.keyId,
  }));
}
