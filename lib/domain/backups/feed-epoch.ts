import { randomUuid } from "@/lib/crypto/random";
import { systemIdentifier } from "@/lib/db/change-feed.sql";
import type { Ctx } from "../context";
import { transaction } from "../transaction";

/**
 * Notices a database that was restored into another cluster, whose transaction ids mean something else: every backup
 * then gets a new feed epoch without a cursor, so that its next run reads everything and stores what differs by digest
 * (decisions 10). A run that is under way fails its guard and is taken again.
 */
export async function ensureFeedEpoch(ctx: Ctx): Promise<void> {
  const installation = await ctx.db.installation.findFirst({ select: { systemIdentifier: true } });
  const current = await systemIdentifier(ctx.db);
  if (!installation || installation.systemIdentifier === current) return;
  await transaction(ctx, async (tx) => {
    const recorded = await tx.db.installation.updateMany({
      where: { systemIdentifier: installation.systemIdentifier },
      data: { systemIdentifier: current },
    });
    if (recorded.count === 0 || installation.systemIdentifier === null) return; // another process was faster; or the first run ever
    const bound = await tx.db.backup.findMany({ where: { bindingId: { not: null } }, select: { pk: true } });
    for (const { pk } of bound) {
      await tx.db.backup.update({ where: { pk }, data: { feedEpoch: randomUuid(), snapshot: null } });
    }
  });
}
