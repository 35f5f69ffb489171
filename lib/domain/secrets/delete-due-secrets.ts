import { record } from "../audit/record";
import type { Ctx } from "../context";
import { transaction } from "../transaction";
import { destroySecretRows } from "./destroy-secret";
import { secretArn } from "./load-secret";

const BATCH = 100;

/**
 * Destroys the secrets whose delete window has ended (SEC-40), each in a transaction of its own, and returns how many.
 * The worker calls it; a secret restored a moment ago is left alone, because the row is judged again under its lock.
 */
export async function deleteDueSecrets(ctx: Ctx): Promise<number> {
  const due = await ctx.db.secret.findMany({
    where: {
      plannedDeleteAt: { lte: ctx.now() },
      OR: [{ instancePk: null }, { instance: { saleStatus: { not: "Releasing" } } }],
    },
    select: { pk: true },
    orderBy: { plannedDeleteAt: "asc" },
    take: BATCH,
  });
  let destroyed = 0;
  for (const { pk } of due) {
    destroyed += await transaction(ctx, async (tx) => {
      const [locked] = await tx.db.$queryRaw<{ pk: string }[]>`
        SELECT pk FROM secret WHERE pk = ${pk}::uuid AND planned_delete_at <= ${tx.now()} FOR UPDATE`;
      if (!locked) return 0;
      const secret = await tx.db.secret.findUniqueOrThrow({
        where: { pk },
        select: { accountId: true, region: true, name: true },
      });
      await destroySecretRows(tx, [pk]);
      await record(
        tx,
        "DeleteSecret",
        { accountId: secret.accountId, region: secret.region, arn: secretArn(secret) },
        { due: true },
      );
      return 1;
    });
  }
  return destroyed;
}
