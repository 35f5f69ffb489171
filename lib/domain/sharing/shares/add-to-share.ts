import { lockAccessQuota, lockPrincipals } from "@/lib/db/sharing.sql";
import type { Prisma } from "@/lib/generated/prisma/client";
import { authorize } from "../../authorize";
import type { Tx } from "../../context";
import { DomainError } from "../../errors";
import { serviceOf } from "../../instances/instance-state";
import { loadInstance } from "../../instances/load-instance";
import { syncAccess } from "../access";
import { readPlaces } from "../places";
import { accountsMeantBy, type MeantPrincipal, type NamedPrincipal, principalText } from "../share-rules";
import type { Share } from "./load-share";

type NewPrincipal = Prisma.SharePrincipalCreateManyInput & MeantPrincipal;
type Target = Pick<Share, "pk" | "accountId" | "region"> & { principals: readonly MeantPrincipal[] };

export interface Addition {
  instanceIds: readonly string[];
  principals: readonly NamedPrincipal[];
}

/** What became of an addition, for its event: accounts that lacked quota are Failed, and it is not refused (SHR-15). */
export interface Added {
  /** Accounts that can work in an instance from now on, each once for an instance. */
  given: number;
  failed: number;
}

/**
 * Puts instances and principals into a share, and gives access. Sharing lets others in, so it is also judged on each
 * instance. @throws DomainError InstanceNotFound, InstanceNotShareable (SHR-02), InvalidSharePrincipal (SHR-05)
 */
export async function addToShare(
  tx: Tx,
  action: string,
  share: Target & { instancePks: readonly string[] },
  directoryPk: string,
  { instanceIds, principals }: Addition,
): Promise<Added> {
  const added = await shareable(tx, action, share.region, instanceIds);
  if (principals.length > 0) await assertMayShare(tx, action, share);
  const fresh = added.filter((pk) => !share.instancePks.includes(pk));
  const places = await readPlaces(tx, directoryPk);
  const named: NewPrincipal[] = [];
  for (const principal of principals)
    named.push(principalRow(tx, share, places, [...share.principals, ...named], principal));
  await tx.db.shareInstance.createMany({
    data: fresh.map((instancePk) => ({ sharePk: share.pk, instancePk, addedAt: tx.now() })),
  });
  await tx.db.sharePrincipal.createMany({ data: named });

  const meant = (of: readonly MeantPrincipal[]) => of.flatMap((one) => accountsMeantBy(one, share.accountId, places));
  const [newlyNamed, all] = [meant(named), meant([...share.principals, ...named])];
  const outcome = { given: 0, failed: 0 };
  for (const pk of [...new Set([...share.instancePks, ...added])].sort()) {
    const { given, failed } = await syncAccess(tx, pk, fresh.includes(pk) ? all : newlyNamed);
    outcome.given += given.length;
    outcome.failed += failed.length;
  }
  return outcome;
}

/** Whoever is named gets at every instance that the share holds already. */
async function assertMayShare(
  tx: Tx,
  action: string,
  { region, instancePks }: { region: string; instancePks: readonly string[] },
): Promise<void> {
  const held = await tx.db.instance.findMany({
    where: { pk: { in: [...instancePks] }, saleStatus: { not: "Released" } },
    select: { instanceId: true },
  });
  for (const { instanceId } of held) authorize(tx, action, await loadInstance(tx, region, instanceId));
}

/** The pks of instances that can be shared: the caller's own, enabled and serving (SHR-02), which stay so until the commit. */
async function shareable(tx: Tx, action: string, region: string, instanceIds: readonly string[]): Promise<string[]> {
  const pks = new Set<string>();
  for (const instanceId of instanceIds) {
    pks.add(authorize(tx, action, await loadInstance(tx, region, instanceId)).pk);
  }
  const sorted = [...pks].sort();
  for (const pk of sorted) {
    await lockPrincipals(tx, pk);
    await lockAccessQuota(tx, pk);
    const instance = await tx.db.instance.findUniqueOrThrow({ where: { pk } });
    if (serviceOf(instance, tx.now()) !== "serves") throw new DomainError("InstanceNotShareable");
  }
  return sorted;
}

type Places = Awaited<ReturnType<typeof readPlaces>>;

/** SHR-05: another member, a folder, or the whole directory; once in the share. @throws DomainError InvalidSharePrincipal */
function principalRow(
  tx: Tx,
  share: Target,
  { members, folders }: Places,
  there: readonly MeantPrincipal[],
  named: NamedPrincipal,
): NewPrincipal {
  const row = { pk: tx.newId(), sharePk: share.pk, addedAt: tx.now(), accountId: null, folderPk: null };
  const invalid = new DomainError("InvalidSharePrincipal", { principal: principalText(named) });
  if (named.kind === "Directory") {
    if (there.some(({ kind }) => kind === "Directory")) throw invalid;
    return { ...row, kind: "Directory" };
  }
  if (named.kind === "Account") {
    const { accountId } = named;
    const isOther = accountId !== share.accountId && members.some((member) => member.accountId === accountId);
    if (!isOther || there.some((one) => one.accountId === accountId)) throw invalid;
    return { ...row, kind: "Account", accountId };
  }
  const folder = folders.find(({ folderId }) => folderId === named.folderId);
  if (!folder || there.some(({ folderPk }) => folderPk === folder.pk)) throw invalid;
  return { ...row, kind: "Folder", folderPk: folder.pk };
}
