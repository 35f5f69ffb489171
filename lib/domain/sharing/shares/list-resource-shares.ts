import { z } from "zod";
import { containerArn } from "../../arn";
import { accountOf, authorizeArn } from "../../authorize";
import { regionOf } from "../../instances/regions";
import { operation } from "../../operation";
import { afterPlace, decodeCursor, type Page, pageOf, pageSchema } from "../../page";
import { WITH_PARTS } from "./load-share";
import { type ResourceShareView, shareViews } from "./share-view";

const schema = z.object({
  region: z.string(),
  /** Only those with this instance in them. */
  instanceId: z.string().optional(),
  page: pageSchema.prefault({}),
});

/** The account's shares of a region, newest first. */
export const listResourceShares = operation(
  "ListResourceShares",
  { touches: "metadata", schema },
  async (ctx, { instanceId, page, ...input }): Promise<Page<ResourceShareView>> => {
    const { id: region } = regionOf(ctx, input.region);
    const accountId = accountOf(ctx);
    authorizeArn(ctx, "kms:ListResourceShares", containerArn(region, accountId, "share"));
    const of = instanceId === undefined ? {} : { instances: { some: { instance: { instanceId } } } };
    const where = { accountId, region, ...of };
    const { size, number = 1, after } = page;
    const place = decodeCursor(after);
    const total = await ctx.db.resourceShare.count({ where });
    const rows = await ctx.db.resourceShare.findMany({
      where: { AND: [where, afterPlace(place)] },
      orderBy: [{ createdAt: "desc" }, { pk: "desc" }],
      take: size + 1,
      skip: place ? 0 : (number - 1) * size,
      include: WITH_PARTS,
    });
    const views = new Map((await shareViews(ctx, rows.slice(0, size))).map((view) => [view.shareId, view]));
    return pageOf(rows, total, size, ({ shareId }) => views.get(shareId) as ResourceShareView);
  },
);
