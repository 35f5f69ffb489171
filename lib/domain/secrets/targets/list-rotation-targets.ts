import { z } from "zod";
import { containerArn } from "../../arn";
import { accountOf, authorizeArn } from "../../authorize";
import { operation } from "../../operation";
import { afterPlace, decodeCursor, type Page, pageOf, pageSchema } from "../../page";
import { type RotationTargetView, targetViews } from "./load-rotation-target";
import { TARGET_SERVICES } from "./target-rules";

/** The account's rotation targets in a region, newest first. */
export const listRotationTargets = operation(
  "ListRotationTargets",
  {
    touches: "metadata",
    schema: pageSchema
      .pick({ size: true, after: true })
      .extend({ region: z.string(), service: z.enum(TARGET_SERVICES).optional() }),
  },
  async (ctx, input): Promise<Page<RotationTargetView>> => {
    const accountId = accountOf(ctx);
    authorizeArn(ctx, "kms:ListRotationTargets", containerArn(input.region, accountId, "target"));
    const where = { accountId, region: input.region, ...(input.service && { service: input.service }) };
    const [total, rows] = await Promise.all([
      ctx.db.rotationTarget.count({ where }),
      ctx.db.rotationTarget.findMany({
        where: { AND: [where, afterPlace(decodeCursor(input.after))] },
        orderBy: [{ createdAt: "desc" }, { pk: "desc" }],
        take: input.size + 1,
      }),
    ]);
    const views = await targetViews(ctx, rows);
    const viewOf = new Map(views.map((view) => [view.targetId, view]));
    const page = pageOf(rows, total, input.size, (row) => row.targetId);
    return { ...page, rows: page.rows.flatMap((targetId) => viewOf.get(targetId) ?? []) };
  },
);
