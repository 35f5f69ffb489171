import { z } from "zod";
import { identityOf } from "../accounts/account-rules";
import { assertOperator } from "../accounts/acting-person";
import { isFirstAccount } from "../accounts/create-account";
import { insertAccount } from "../accounts/insert-account";
import { record } from "../audit/record";
import type { Ctx, Tx } from "../context";
import { DomainError } from "../errors";
import { operation } from "../operation";
import { type LoadedSystemBackup, loadSystemBackup } from "../system-backup/load-system-backup";
import { StoredSystemBackup } from "../system-backup/read-system-backup";
import { isRebuilt } from "../system-backup/take-system-backup";
import { transaction } from "../transaction";
import { keyringOf } from "../wrapping-keys";
import { installationId, storeOf } from "./binding-store";
import { readAccount, readInstallations, type SavedAccount, type StoredInstallation } from "./read-store";
import { type RebuiltBackup, readBindings, rebuildBackup, type Unreadable } from "./rebuild-backup";
import type { BackupStore } from "./store";

export interface Rebuilt {
  installationId: string;
  /** Null where the store holds none, or none was wanted. */
  systemBackup: LoadedSystemBackup | { name: string; loadedBefore: true } | null;
  /** Those that no system backup had: UID and name, no credentials. */
  accounts: { accountId: string; name: string }[];
  backups: RebuiltBackup[];
  /** What lies in the store and could not be used, and why. */
  unreadable: Unreadable[];
}

export const rebuildSchema = z.object({
  installationId: z.uuid().optional(),
  /** A system backup by its name instead of the newest whole one; "none": from the bindings alone. */
  systemBackup: z.string().optional(),
});

/**
 * After the loss of the database: makes everything again from the store and the root key alone (decisions 11, invariant
 * 2), in a database that holds nothing of anybody. First the newest system backup, whole or not at all: accounts,
 * identities, keys outside instances, ledger, orders, and instances, which come back empty. Then what the bindings say:
 * accounts that came later (UID and name, no credentials), backups, runs and catalogue. The sources of backups count as
 * released: restore into the instances. Stopped anywhere, it is finished by asking again.
 * @throws DomainError NoPermission, BackupStoreUnavailable, RebuildNotEmpty, BackupDamaged for a system backup that is not
 * whole (name an older one), InvalidParameter where the store holds several installations, or not what is named
 */
export const rebuildFromStore = operation(
  "RebuildFromStore",
  { touches: "secrets", schema: rebuildSchema },
  async (ctx, input): Promise<Rebuilt> => {
    assertOperator(ctx, "kms:RebuildFromStore");
    return rebuild(ctx, input);
  },
);

/** For who has proved otherwise that it is theirs to ask for: the holder of the first-run link. */
export async function rebuild(ctx: Ctx, input: z.infer<typeof rebuildSchema>): Promise<Rebuilt> {
  const store = storeOf(ctx);
  const installation = chosen(await readInstallations(store), input.installationId);
  const systemBackup = await bringBackRows(ctx, store, installation, input.systemBackup);
  const unreadable: Unreadable[] = [];
  const accounts = await rebuildAccounts(ctx, store, installation, unreadable);
  const backups: RebuiltBackup[] = [];
  for (const binding of await readBindings(ctx, store, installation, unreadable)) {
    const rebuilt = await rebuildBackup(ctx, store, binding, unreadable);
    if (rebuilt) backups.push(rebuilt);
  }
  if (systemBackup) await forgetUnbound(ctx);
  return { installationId: installation.id, systemBackup, accounts, backups, unreadable };
}

/** A system backup's rows of a fixed binding that the store does not hold: there was nothing in it yet, or no more. */
async function forgetUnbound(ctx: Ctx): Promise<void> {
  const type = { in: ["SystemCreated", "Upload"] as ("SystemCreated" | "Upload")[] };
  await ctx.db.backup.deleteMany({ where: { type, state: "Disabled", bindingId: null } });
}

const LOAD_TIMEOUT_MS = 30 * 60_000;

async function bringBackRows(
  ctx: Ctx,
  store: BackupStore,
  installation: StoredInstallation,
  wanted: string | undefined,
): Promise<Rebuilt["systemBackup"]> {
  const before = await loadedBefore(ctx, installation);
  if (before) return before;
  const name = wanted === "none" ? undefined : (wanted ?? installation.systemBackups.at(-1));
  if (name === undefined) {
    await takeOver(ctx, installation);
    return null;
  }
  if (!installation.systemBackups.includes(name)) throw new DomainError("InvalidParameter", { name: "systemBackup" });
  const stored = await StoredSystemBackup.open(store, keyringOf(ctx), { installation: installation.id, name });
  return transaction(
    ctx,
    async (tx) => {
      const isEmpty = await isFirstAccount(tx);
      // Another process was asked at the same moment, and was first.
      const meanwhile = isEmpty ? null : await loadedBefore(tx, installation);
      if (meanwhile) return meanwhile;
      if (!isEmpty) throw new DomainError("RebuildNotEmpty");
      await assertEmpty(tx, []);
      return loadSystemBackup(tx, stored);
    },
    { timeoutMs: LOAD_TIMEOUT_MS },
  );
}

async function loadedBefore(ctx: Ctx | Tx, { id }: StoredInstallation) {
  const before = await isRebuilt(ctx);
  if (!before || (await installationId(ctx)) !== id) return null;
  return { name: before.name, loadedBefore: true } as const;
}

function chosen(found: StoredInstallation[], id: string | undefined): StoredInstallation {
  const [only, ...others] = id ? found.filter((one) => one.id === id) : found;
  if (!only || others.length > 0) throw new DomainError("InvalidParameter", { name: "installationId" });
  return only;
}

/** The store's objects are named by the installation: the empty database becomes that one. */
async function takeOver(ctx: Ctx, { id, bindings }: StoredInstallation): Promise<void> {
  await transaction(ctx, async (tx) => {
    await assertEmpty(
      tx,
      bindings.map(({ bindingId }) => bindingId),
    );
    const { count } = await tx.db.installation.updateMany({ data: { id } });
    if (count !== 1) throw new DomainError("ServiceUnavailable");
  });
}

async function assertEmpty(tx: Tx, bindingsInStore: readonly string[]): Promise<void> {
  const used =
    (await tx.db.instance.count()) +
    (await tx.db.key.count()) +
    (await tx.db.secret.count()) +
    (await tx.db.backup.count({ where: { bindingId: { not: null, notIn: [...bindingsInStore] } } }));
  if (used > 0) throw new DomainError("RebuildNotEmpty");
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
