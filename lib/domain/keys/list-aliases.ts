import { z } from "zod";
import type { Prisma } from "@/lib/generated/prisma/client";
import { aliasArn, containerArn } from "../arn";
import { accountOf, authorize, authorizeArn } from "../authorize";
import type { Ctx } from "../context";
import { operation } from "../operation";
import { type Page, pageOf, pageSchema } from "../page";
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

async function aliasPage(ctx: Ctx, which: Prisma.AliasWhereInput, page: z.infer<typeof pageSchema>) {
  const living = { OR: [{ deleteAt: null }, { deleteAt: { gt: ctx.now() } }] };
  const where: Prisma.AliasWhereInput = { ...which, key: living };
  const { size, number = 1 } = page;
  const [total, rows] = await Promise.all([
    ctx.db.alias.count({ where }),
    ctx.db.alias.findMany({
      where,
      orderBy: [{ createdAt: "desc" }, { pk: "desc" }],
      take: size + 1,
      skip: (number - 1) * size,
      select: {
        pk: true,
        name: true,
        region: true,
        accountId: true,
        createdAt: true,
        key: { select: { keyId: true } },
      },
    }),
  ]);
  return pageOf(rows, total, size, (row) => ({
    name: row.name,
    arn: aliasArn(row.region, row.accountId, row.name),
    keyId: row.key.keyId,
  }));
}
