import { z } from "zod";
import { identityOf } from "../accounts/account-rules";
import { assertOperator } from "../accounts/acting-person";
import { insertAccount } from "../accounts/insert-account";
import { record } from "../audit/record";
import type { Ctx } from "../context";
import { DomainError } from "../errors";
import { operation } from "../operation";
import { transaction } from "../transaction";
import { storeOf } from "./binding-store";
import { readAccount, readInstallations, type SavedAccount, type StoredInstallation } from "./read-store";
import { type RebuiltBackup, readBindings, rebuildBackup, type Unreadable } from "./rebuild-backup";
import type { BackupStore } from "./store";

export interface Rebuilt {
  installationId: string;
  accounts: { accountId: string; name: string }[];
  backups: RebuiltBackup[];
  /** What lies in the store and could not be used, and why. */
  unreadable: Unreadable[];
}

/**
 * After the loss of the database: makes accounts (UID and name, no credentials), backups, runs and catalogue again from
 * the store and the root key alone (decisions 11, invariant 2), in a database that holds nothing of anybody. The sources
 * count as released: buy instances and restore into them. Stopped anywhere, it is finished by asking again.
 * @throws DomainError NoPermission, BackupStoreUnavailable, RebuildNotEmpty, InvalidParameter where the store holds
 * several installations, or not the one that is named
 */
export const rebuildFromStore = operation(
  "RebuildFromStore",
  { touches: "secrets", schema: z.object({ installationId: z.uuid().optional() }) },
  async (ctx, input): Promise<Rebuilt> => {
    assertOperator(ctx, "kms:RebuildFromStore");
    const store = storeOf(ctx);
    const installation = chosen(await readInstallations(store), input.installationId);
    await takeOver(ctx, installation);
    const unreadable: Unreadable[] = [];
    const accounts = await rebuildAccounts(ctx, store, installation, unreadable);
    const backups: RebuiltBackup[] = [];
    for (const binding of await readBindings(ctx, store, installation, unreadable)) {
      const rebuilt = await rebuildBackup(ctx, store, binding, unreadable);
      if (rebuilt) backups.push(rebuilt);
    }
    return { installationId: installation.id, accounts, backups, unreadable };
  },
);

function chosen(found: StoredInstallation[], id: string | undefined): StoredInstallation {
  const [only, ...others] = id ? found.filter((one) => one.id === id) : found;
  if (!only || others.length > 0) throw new DomainError("InvalidParameter", { name: "installationId" });
  return only;
}

/** The store's objects are named by the installation: the empty database becomes that one. */
async function takeOver(ctx: Ctx, { id, bindings }: StoredInstallation): Promise<void> {
  await transaction(ctx, async (tx) => {
    const inStore = bindings.map(({ bindingId }) => bindingId);
    const used =
      (await tx.db.instance.count()) +
      (await tx.db.key.count()) +
      (await tx.db.secret.count()) +
      (await tx.db.backup.count({ where: { bindingId: { not: null, notIn: inStore } } }));
    if (used > 0) throw new DomainError("RebuildNotEmpty");
    const { count } = await tx.db.installation.updateMany({ data: { id } });
    if (count !== 1) throw new DomainError("ServiceUnavailable");
  });
}

/** The oldest account was the first, whose root person is the operator (decisions 6). */
async function rebuildAccounts(
  ctx: Ctx,
  store: BackupStore,
  { id, accounts }: StoredInstallation,
  unreadable: Unreadable[],
): Promise<Rebuilt["accounts"]> {
  const saved: SavedAccount[] = [];
  for (const uid of accounts) {
    try {
      saved.push(await readAccount(store, id, uid));
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== "BackupDamaged") throw error;
      unreadable.push({ object: `accounts/${uid}.json`, reason: "damaged" });
    }
  }
  saved.sort((left, right) => (left.createdAt < right.createdAt ? -1 : 1));
  const made: Rebuilt["accounts"] = [];
  for (const account of saved) if (await rebuildAccount(ctx, account, unreadable)) made.push(toldOf(account));
  return made;
}

const toldOf = ({ uid: accountId, name }: SavedAccount) => ({ accountId, name });

/** False where it is there already, or its name belongs to another account by now. */
async function rebuildAccount(ctx: Ctx, account: SavedAccount, unreadable: Unreadable[]): Promise<boolean> {
  const { uid: accountId, name } = account;
  return transaction(ctx, async (tx) => {
    const there = await tx.db.account.findFirst({ where: { OR: [{ accountId }, { name }] } });
    if (there) {
      if (there.accountId !== accountId)
        unreadable.push({ object: `accounts/${accountId}.json`, reason: "name taken" });
      return false;
    }
    const operator = (await tx.db.account.count()) === 0;
    const { accountPk } = await insertAccount(tx, { accountId, name, operator, passwordHash: null });
    await tx.db.account.update({ where: { pk: accountPk }, data: { createdAt: new Date(account.createdAt) } });
    await record(tx, "RebuildFromStore", identityOf(accountId), { name, operator });
    return true;
  });
}
