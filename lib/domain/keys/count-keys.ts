import { z } from "zod";
import { countsByCell } from "@/lib/db/key-cells.sql";
import { containerArn } from "../arn";
import { accountOf, authorizeArn } from "../authorize";
import { operation } from "../operation";
import { keptCount } from "./kept-count";

export interface KeyCounts {
  total: number;
  pendingDeletion: number;
  disabled: number;
  /** Keys that no enabled backup covers: outside instances, or in one without an enabled backup (decisions 3). */
  inNoBackup: number;
}

/** What the overview says about the account's keys in a region; all four figures of one walk, and of one moment. */
export const countKeys = operation(
  "CountKeys",
  { touches: "metadata", schema: z.object({ region: z.string() }) },
  async (ctx, { region }): Promise<KeyCounts> => {
    const accountId = accountOf(ctx);
    authorizeArn(ctx, "kms:ListKeys", containerArn(region, accountId, "key"));
    const counts = await keptCount(
      ctx.db,
      JSON.stringify(["keys by cell", accountId, region]),
      () => countsByCell(ctx.db, accountId, region, ctx.now()),
      sumOf,
    );
    const pks = counts.flatMap(({ instancePk }) => (instancePk ? [instancePk] : []));
    // The account's own keys: under independent ownership an instance's backups hold none but its owner's (BKP-99).
    const backedUp = await ctx.db.instance.findMany({
      where: {
        ...{ pk: { in: pks }, backups: { some: { state: "Enabled" } } },
        OR: [{ ownerAccountId: accountId }, { sharingMode: "Joint" }],
      },
      select: { pk: true },
    });
    const covered = new Set(backedUp.map(({ pk }) => pk));
    return {
      total: sumOf(counts),
      pendingDeletion: sumOf(counts.filter(({ state }) => state === "PendingDeletion")),
      disabled: sumOf(counts.filter(({ state }) => state === "Disabled")),
      inNoBackup: sumOf(counts.filter(({ instancePk }) => !instancePk || !covered.has(instancePk))),
    };
  },
);

function sumOf(counts: readonly { keys: number }[]): number {
  return counts.reduce((sum, { keys }) => sum + keys, 0);
}
