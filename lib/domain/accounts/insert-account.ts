import { ensureDefaultBackups } from "../backups/bind-backup";
import { grantTestBalance } from "../billing/ledger";
import type { Tx } from "../context";
import { DomainError } from "../errors";
import { newAccountId } from "../ids";
import { createWrappingKey } from "../wrapping-keys";

export interface NewAccount {
  /** Already in its one spelling (`accountNameOf`). */
  name: string;
  /** Null for one that a rebuild makes (decisions 11): nobody signs in until the command line sets a password. */
  passwordHash: string | null;
  /** Whether its root person is a deployment operator (decisions 6). */
  operator: boolean;
  /** 16 digits; drawn when absent (GEN-02). */
  accountId?: string;
}

export interface InsertedAccount {
  accountId: string;
  accountPk: string;
  personPk: string;
}

/**
 * An account and all it cannot be without: its root person with a password, its key under the root key, its test
 * balance (BIL-11) and a Default backup per region (BKP-12).
 * @throws DomainError AccountExists for a name or UID that is taken
 */
export async function insertAccount(tx: Tx, account: NewAccount): Promise<InsertedAccount> {
  const accountId = account.accountId ?? newAccountId();
  const { passwordHash } = account;
  const accountPk = tx.newId();
  const personPk = tx.newId();
  const taken = await tx.db.account.findFirst({
    where: { OR: [{ name: account.name }, { accountId }] },
    select: { pk: true },
  });
  if (taken) throw new DomainError("AccountExists", { name: account.name });

  await tx.db.account.create({ data: { pk: accountPk, accountId, name: account.name, createdAt: tx.now() } });
  await tx.db.person.create({
    data: {
      pk: personPk,
      accountId,
      accountPk,
      name: account.name,
      root: true,
      operator: account.operator,
      consoleLogin: true,
      createdAt: tx.now(),
      authenticator: passwordHash === null ? undefined : { create: { passwordHash, passwordChangedAt: tx.now() } },
    },
  });
  await createWrappingKey(tx, "Account", accountPk);
  await grantTestBalance(tx, accountId);
  await ensureDefaultBackups(tx, accountId);
  return { accountId, accountPk, personPk };
}
