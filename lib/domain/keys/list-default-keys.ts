import { z } from "zod";
import { containerArn } from "../arn";
import { accountOf, authorizeArn } from "../authorize";
import { operation } from "../operation";
import { defaultRotationEndsAt } from "./default-key-rotation";
import { KEY_VIEW_COLUMNS, type KeyView, keyView } from "./key-view";

export interface DefaultKeys {
  /** Null before its first use, and again once it was deleted (KEY-92). */
  defaultKey: KeyView | null;
  /** By their reserved names; a handful (KEY-02). */
  serviceKeys: KeyView[];
  /** Until when default keys rotate here; null where that is not bought (KEY-06). */
  rotationEndsAt: Date | null;
}

/** What the Default Keys tab shows of a region (KEY-30, KEY-91): the account's own, for they cannot be shared (KEY-05). */
export const listDefaultKeys = operation(
  "ListDefaultKeys",
  { touches: "metadata", schema: z.object({ region: z.string() }) },
  async (ctx, { region }): Promise<DefaultKeys> => {
    const accountId = accountOf(ctx);
    authorizeArn(ctx, "kms:ListKeys", containerArn(region, accountId, "key"));
    const now = ctx.now();
    const [rows, rotationEndsAt] = await Promise.all([
      ctx.db.key.findMany({
        where: {
          accountId,
          region,
          instancePk: null,
          kind: { in: ["Default", "Service"] },
          OR: [{ deleteAt: null }, { deleteAt: { gt: now } }],
        },
        select: KEY_VIEW_COLUMNS,
        orderBy: { createdAt: "asc" },
      }),
      defaultRotationEndsAt(ctx, accountId, region, now),
    ]);
    const views = rows.map((row) => keyView(ctx, row));
    return {
      defaultKey: views.find(({ kind }) => kind === "Default") ?? null,
      serviceKeys: views.filter(({ kind }) => kind === "Service"),
      rotationEndsAt,
    };
  },
);
