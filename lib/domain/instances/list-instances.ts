import { z } from "zod";
import { containerArn } from "../arn";
import { accountOf, authorizeArn } from "../authorize";
import { operation } from "../operation";
import { afterPlace, decodeCursor, type Page, pageOf, pageSchema } from "../page";
import { type InstanceView, instanceView } from "./instance-view";

const schema = z.object({
  region: z.string(),
  /** One tab of the page (INS-01). */
  type: z.enum(["SOFTWARE", "HARDWARE", "EXTERNAL"]).optional(),
  /** Of these only, where some are named. */
  types: z.array(z.enum(["SOFTWARE", "HARDWARE", "EXTERNAL"])).optional(),
  instanceIds: z.array(z.string()).optional(),
  page: pageSchema.default({ size: 20 }),
});

/** The account's instances of a region, newest first (INS-01, REG-01). Released ones are gone (INS-64). */
export const listInstances = operation(
  "ListInstances",
  { touches: "metadata", schema },
  async (ctx, { region, type, types, instanceIds, page }): Promise<Page<InstanceView>> => {
    const ownerAccountId = accountOf(ctx);
    authorizeArn(ctx, "kms:ListInstances", containerArn(region, ownerAccountId, "keystore"));
    const named = {
      ...((type ?? types) && { type: type ?? { in: types } }),
      ...(instanceIds && { instanceId: { in: instanceIds } }),
    };
    const where = { ownerAccountId, region, saleStatus: { not: "Released" }, ...named } as const;
    const [rows, total, chosen] = await Promise.all([
      ctx.db.instance.findMany({
        where: { ...where, ...afterPlace(decodeCursor(page.after)) },
        orderBy: [{ createdAt: "desc" }, { pk: "desc" }],
        skip: page.number ? (page.number - 1) * page.size : 0,
        take: page.size + 1,
      }),
      ctx.db.instance.count({ where }),
      ctx.db.defaultInstance.findFirst({ where: { accountId: ownerAccountId, region } }),
    ]);
    return pageOf(rows, total, page.size, (row) => instanceView(ctx, row, chosen?.instancePk === row.pk));
  },
);
