import type { Tx } from "../context";
import { destroyIfDue } from "../keys/destroy-key";
import { deleteDueSecret } from "../secrets/delete-due-secrets";

// What was due to go and has not gone yet stands in the way of what comes back, and nobody can cancel its deletion any
// more: that is done first, with its event, as the worker would have (KEY-51, SEC-40). Another account's is left to it.

interface Named {
  id: string;
  account: string;
}

export async function finishDueKeys(tx: Tx, region: string, named: readonly Named[]): Promise<void> {
  const due = await tx.db.key.findMany({
    where: { region, keyId: { in: named.map(({ id }) => id) }, state: "PendingDeletion", deleteAt: { lte: tx.now() } },
    select: { pk: true, keyId: true, accountId: true },
    orderBy: { keyId: "asc" },
  });
  const accounts = new Map(named.map(({ id, account }) => [id, account]));
  for (const { pk, keyId, accountId } of due) if (accounts.get(keyId) === accountId) await destroyIfDue(tx, pk);
}

export async function finishDueSecrets(tx: Tx, region: string, named: readonly Named[]): Promise<void> {
  const due = await tx.db.secret.findMany({
    where: { region, name: { in: named.map(({ id }) => id) }, plannedDeleteAt: { lte: tx.now() } },
    select: { pk: true, name: true, accountId: true },
    orderBy: [{ accountId: "asc" }, { name: "asc" }],
  });
  const own = new Set(named.map(({ id, account }) => `${account}:${id}`));
  for (const { pk, name, accountId } of due) if (own.has(`${accountId}:${name}`)) await deleteDueSecret(tx, pk);
}
