import { raiseSecretDeletion } from "../alerts/deletion-alerts";
import { record } from "../audit/record";
import type { Ctx, Tx } from "../context";
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
    if (await transaction(ctx, (tx) => deleteDueSecret(tx, pk))) destroyed++;
  }
  return destroyed;
}

/** Destroys one secret if its window has ended, and says whether it did. */
export async function deleteDueSecret(tx: Tx, pk: string): Promise<boolean> {
  const [secret] = await tx.db.$queryRaw<{ accountId: string; region: string; name: string; type: string }[]>`
    SELECT account_id AS "accountId", region, name, type::text FROM secret
    WHERE pk = ${pk}::uuid AND planned_delete_at <= ${tx.now()} FOR UPDATE`;
  if (!secret) return false;
  await destroySecretRows(tx, [pk]);
  const { accountId, region } = secret;
  const subject = { accountId, region, arn: secretArn(secret) };
  await record(tx, "DeleteSecret", subject, { due: true });
  await raiseSecretDeletion(tx, "Secret:DeleteSecret", subject, secret);
  return true;
}
