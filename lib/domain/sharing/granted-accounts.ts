import { lockAccessQuota } from "@/lib/db/sharing.sql";
import type { Tx } from "../context";
import { DomainError } from "../errors";
import { accessUse } from "./access";

// Other accounts that the policy of a key or secret lets in each use up access management of the instance, once however
// many of their users are named and however many policies name them (POL-19, SHR-14, FAQ-19). The rows that say which
// accounts those are come from triggers; they go with the policy, so that what is withdrawn is free at once (POL-20).

/** Whose policy it is. */
export type Granting = { keyPk: string } | { secretPk: string };

/** The other accounts that the policy allows anything now. */
export async function accountsGranted(tx: Tx, granting: Granting): Promise<string[]> {
  const rows =
    "keyPk" in granting
      ? await tx.db.keyPolicyAccount.findMany({ where: granting, select: { accountId: true } })
      : await tx.db.secretPolicyAccount.findMany({ where: granting, select: { accountId: true } });
  return rows.map(({ accountId }) => accountId);
}

/**
 * After a policy was written: that no account that it lets in anew goes beyond the quota (POL-21). One that has access
 * already, by a share or another policy, costs nothing; nor does a policy that lets nobody in who was not let in `before`,
 * even where the quota is exceeded for other reasons. Holds the instance's row until the commit where there is
 * something to count: late in a transaction. @throws DomainError AccessQuotaExceeded
 */
export async function assertGrantsFit(
  tx: Tx,
  instancePk: string,
  granting: Granting,
  before: readonly string[] = [],
): Promise<void> {
  const added = (await accountsGranted(tx, granting)).filter((accountId) => !before.includes(accountId));
  if (added.length === 0) return;
  const quota = await lockAccessQuota(tx, instancePk);
  const { used, accounts } = await accessUse(tx, await tx.db.instance.findUniqueOrThrow({ where: { pk: instancePk } }));
  const isNew = accounts.some(
    ({ accountId, shared, keys, secrets }) => added.includes(accountId) && !shared && keys + secrets === 1,
  );
  if (isNew && used > quota) throw new DomainError("AccessQuotaExceeded", { quota });
}
