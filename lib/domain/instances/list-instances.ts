import { z } from "zod";
import type { Prisma } from "@/lib/generated/prisma/client";
import { containerArn } from "../arn";
import { accountOf, authorizeArn } from "../authorize";
import { operation } from "../operation";
import { afterPlace, decodeCursor, type Page, pageOf, pageSchema } from "../page";
import { sharingFacts } from "./instance-sharing";
import { type InstanceView, instanceView } from "./instance-view";

const schema = z.object({
  region: z.string(),
  /** One tab of the page (INS-01). */
  type: z.enum(["SOFTWARE", "HARDWARE", "EXTERNAL"]).optional(),
  /** Of these only, where some are named. */
  types: z.array(z.enum(["SOFTWARE", "HARDWARE", "EXTERNAL"])).optional(),
  instanceIds: z.array(z.string()).optional(),
  /** `false`: only those that the account owns, as for what only their owner may do (SHR-12). */
  shared: z.boolean().optional(),
  page: pageSchema.default({ size: 20 }),
});

/**
 * The account's instances of a region, and those that are shared with it (SHR-12), newest first (INS-01, REG-01). Released
 * ones are gone (INS-64).
 */
export const listInstances = operation(
  "ListInstances",
  { touches: "metadata", schema },
  async (ctx, { region, type, types, instanceIds, shared, page }): Promise<Page<InstanceView>> => {
    const accountId = accountOf(ctx);
    authorizeArn(ctx, "kms:ListInstances", containerArn(region, accountId, "keystore"));
    const named = {
      ...((type ?? types) && { type: type ?? { in: types } }),
      ...(instanceIds && { instanceId: { in: instanceIds } }),
    };
    const visible = [{ ownerAccountId: accountId }, { principals: { some: { accountId, state: "Active" as const } } }];
    const where: Prisma.InstanceWhereInput = {
      ...{ region, saleStatus: { not: "Released" }, ...named },
      OR: visible.slice(0, shared === false ? 1 : 2),
    };
    const [rows, total, chosen] = await Promise.all([
      ctx.db.instance.findMany({
        where: { AND: [where, afterPlace(decodeCursor(page.after))] },
        orderBy: [{ createdAt: "desc" }, { pk: "desc" }],
        skip: page.number ? (page.number - 1) * page.size : 0,
        take: page.size + 1,
      }),
      ctx.db.instance.count({ where }),
      ctx.db.defaultInstance.findFirst({ where: { accountId, region } }),
    ]);
    const factsOf = await sharingFacts(ctx, rows);
    return pageOf(rows, total, page.size, (row) => instanceView(ctx, row, chosen?.instancePk === row.pk, factsOf(row)));
  },
);
