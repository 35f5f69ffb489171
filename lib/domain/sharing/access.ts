import {
  accessAccounts,
  accountsSharedWith,
  holdAccess,
  holdSharingMode,
  lockAccessQuota,
  lockPrincipals,
} from "@/lib/db/sharing.sql";
import { record } from "../audit/record";
import { accountOf, placeOf } from "../authorize";
import type { Ctx, Tx } from "../context";
import { DomainError } from "../errors";
import { vpcsUsed } from "../instances/bound-vpcs";
import { recordedInstance } from "../instances/change-instance";
import { heldByOthers } from "../instances/instance-sharing";
import { asInstance, type Instance, loadInstance } from "../instances/load-instance";

// Who may work in an instance that is not theirs. The shares say whom they mean; `instance_principal` says what came of it
// for each account, and is all that permission ever asks. Each function that writes it is called inside a change of a
// share, a folder or a member, which holds the directory (lockDirectory).

/** What an instance's access management is used for (SHR-14): other accounts, each once, and its networks. */
export interface AccessUse {
  quota: number;
  used: number;
  vpcs: number;
  accounts: { accountId: string; shared: boolean; keys: number; secrets: number }[];
}

export async function accessUse(ctx: Ctx | Tx, instance: Pick<Instance, "pk" | "accessQuota" | "vpcId" | "boundVpcs">) {
  const accounts = await accessAccounts(ctx.db, instance.pk);
  const vpcs = vpcsUsed(instance);
  return { quota: instance.accessQuota, used: accounts.length + vpcs, vpcs, accounts } satisfies AccessUse;
}

/**
 * After something was granted: whether the access management quota still suffices (SHR-14, POL-21). Holds the instance's
 * row until the commit, so that two grants at once count each other. @throws DomainError AccessQuotaExceeded
 */
export async function assertAccessFits(tx: Tx, instancePk: string): Promise<void> {
  const quota = await lockAccessQuota(tx, instancePk);
  const { used } = await accessUse(tx, await tx.db.instance.findUniqueOrThrow({ where: { pk: instancePk } }));
  if (used > quota) throw new DomainError("AccessQuotaExceeded", { quota });
}

/** SHR-16, SHR-20. @throws DomainError ResourceInUse where others (or the one that is named) hold keys or secrets in it */
export async function assertHoldNothing(tx: Ctx | Tx, instancePk: string, accountId?: string): Promise<void> {
  const held = await heldByOthers(tx, instancePk, accountId);
  if (held) throw new DomainError("ResourceInUse", { ...held });
}

/** What became of an instance's principals. */
export interface AccessChange {
  given: string[];
  /** For lack of quota; more quota does not change it (SHR-15). */
  failed: string[];
  ended: string[];
}

/**
 * Brings an instance's principals to what its shares mean now. Accounts are given access in the order in which they joined
 * the directory, while the quota lasts; the others are Failed, and stay so until they are taken out and named again
 * (SHR-15): `named` are those whom this change names. Both sides' trails say what happened.
 * @throws DomainError ResourceInUse where an account that would lose access holds keys or secrets in it (SHR-16)
 */
export async function syncAccess(tx: Tx, instancePk: string, named: readonly string[] = []): Promise<AccessChange> {
  await lockPrincipals(tx, instancePk);
  const quota = await lockAccessQuota(tx, instancePk);
  const instance = asInstance(await tx.db.instance.findUniqueOrThrow({ where: { pk: instancePk } }));
  // Released while this waited for it: there is nothing left to be given.
  const meant = instance.saleStatus === "Released" ? [] : await accountsSharedWith(tx.db, instancePk);
  const rows = await tx.db.instancePrincipal.findMany({ where: { instancePk } });
  const before = new Map(rows.map(({ accountId, state }) => [accountId, state]));
  const change: AccessChange = { given: [], failed: [], ended: [] };

  for (const { accountId, state } of rows) {
    if (state === "Ended" || meant.includes(accountId)) continue;
    if (state === "Active") await assertHoldNothing(tx, instancePk, accountId);
    change.ended.push(accountId);
    await setAccess(tx, instance, accountId, "Ended");
  }
  const use = await accessUse(tx, instance);
  const counted = new Set(use.accounts.map(({ accountId }) => accountId));
  for (const accountId of meant) {
    const state = before.get(accountId);
    if (state === "Active" || (state === "Failed" && !named.includes(accountId))) continue;
    const fits = counted.has(accountId) || counted.size + use.vpcs < quota;
    if (fits) counted.add(accountId);
    change[fits ? "given" : "failed"].push(accountId);
    await setAccess(tx, instance, accountId, fits ? "Active" : "Failed");
  }
  return change;
}

const EVENTS = {
  Active: "ReceiveSharedInstance",
  Failed: "MissSharedInstance",
  Ended: "LoseSharedInstance",
} as const;

async function setAccess(tx: Tx, instance: Instance, accountId: string, state: keyof typeof EVENTS): Promise<void> {
  const { pk: instancePk, ownerAccountId, instanceId, region } = instance;
  const change = { state, since: tx.now() };
  await tx.db.instancePrincipal.upsert({
    where: { instancePk_accountId: { instancePk, accountId } },
    create: { instancePk, accountId, ...change },
    update: change,
  });
  // What goes nowhere in particular must not go there (INS-50).
  if (state !== "Active") await tx.db.defaultInstance.deleteMany({ where: { accountId, instancePk } });
  for (const side of [accountId, ownerAccountId]) {
    const subject = { accountId: side, region, arn: recordedInstance(instance).arn };
    await record(tx, EVENTS[state], subject, { instanceId, ownerAccountId, principalAccountId: accountId });
  }
}

/**
 * The instance that something new goes to: the account's own, or one that is shared with it (SHR-12), which cannot end
 * before the commit. Where a share is not active any more the answer is 403 (SHR-19); an instance that was never shared is
 * not there (POL-25).
 */
export async function placeForNew(tx: Tx, action: string, region: string, instanceId: string): Promise<Instance> {
  const held = await holdAccess(tx, instanceId, accountOf(tx));
  const instance = placeOf(tx, action, await loadInstance(tx, region, instanceId));
  // Shared with it this very moment: what was not held could end before the commit.
  if (instance.ownerAccountId !== accountOf(tx) && held !== "Active") throw new DomainError("ChangedMeanwhile");
  await keepSharingMode(tx, instance);
  return instance;
}

/**
 * Holds the sharing mode under which `instance` was read, until the commit: who may do what, and which names are taken,
 * follows from it (SHR-08, SHR-11). @throws DomainError ChangedMeanwhile where it has just become another
 */
export async function keepSharingMode(
  tx: Tx,
  { pk, sharingMode }: Pick<Instance, "pk" | "sharingMode">,
): Promise<void> {
  await holdSharingMode(tx, pk);
  const now = await tx.db.instance.findUniqueOrThrow({ where: { pk }, select: { sharingMode: true } });
  if (now.sharingMode !== sharingMode) throw new DomainError("ChangedMeanwhile");
}
