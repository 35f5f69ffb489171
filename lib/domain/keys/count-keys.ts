import { z } from "zod";
import type { Prisma } from "@/lib/generated/prisma/client";
import { containerArn } from "../arn";
import { accountOf, authorizeArn } from "../authorize";
import { operation } from "../operation";

export interface KeyCounts {
  total: number;
  pendingDeletion: number;
  disabled: number;
  /** Keys that no enabled backup covers: outside instances, or in one without an enabled backup (decisions 3). */
  inNoBackup: number;
}

/** What the overview says about the account's keys in a region. */
export const countKeys = operation(
  "CountKeys",
  { touches: "metadata", schema: z.object({ region: z.string() }) },
  async (ctx, { region }): Promise<KeyCounts> => {
    const accountId = accountOf(ctx);
    authorizeArn(ctx, "kms:ListKeys", containerArn(region, accountId, "key"));
    const living = { OR: [{ deleteAt: null }, { deleteAt: { gt: ctx.now() } }] };
    const count = (which: Prisma.KeyWhereInput = {}) =>
      ctx.db.key.count({ where: { accountId, region, AND: [living, which] } });
    const uncovered: Prisma.KeyWhereInput = {
      OR: [{ instancePk: null }, { instance: { backups: { none: { state: "Enabled" } } } }],
    };
    const [total, pendingDeletion, disabled, inNoBackup] = await Promise.all([
      count(),
      count({ state: "PendingDeletion" }),
      count({ state: "Disabled" }),
      count(uncovered),
    ]);
    return { total, pendingDeletion, disabled, inNoBackup };
  },
);
