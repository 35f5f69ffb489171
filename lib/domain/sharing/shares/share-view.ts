import type { PrincipalKind } from "@/lib/generated/prisma/enums";
import { arnOf } from "../../arn";
import { Unread } from "../../authorize";
import type { Ctx, Tx } from "../../context";
import { lackingCalls } from "../../lack";
import { namesOf, readPlaces } from "../places";
import { accountsMeantBy } from "../share-rules";
import { type Share, WITH_PARTS } from "./load-share";

const SHARE_CALLS = [
  "UpdateResourceShare",
  "AssociateResourceShare",
  "DisassociateResourceShare",
  "DeleteResourceShare",
] as const;

/** What came of a principal for one account and instance: Failed for lack of quota (SHR-15). */
export interface ShareAccess {
  accountId: string;
  accountName: string;
  instanceId: string;
  state: "Active" | "Failed";
}

export interface SharePrincipalView {
  /** By which it is taken out again. */
  principalId: string;
  kind: PrincipalKind;
  accountId?: string;
  accountName?: string;
  folderId?: string;
  folderName?: string;
  addedAt: Date;
  /** Whom it means now. */
  accounts: ShareAccess[];
}

/** A resource share as its owner sees it. */
export interface ResourceShareView {
  shareId: string;
  arn: string;
  region: string;
  name: string;
  /** SHR-06 */
  permission: string;
  createdAt: Date;
  instances: { instanceId: string; name: string | null }[];
  principals: SharePrincipalView[];
  /** What the caller has no permission for (P10). */
  lacking: (typeof SHARE_CALLS)[number][];
}

/** Views of shares of one account. */
export async function shareViews(ctx: Ctx | Tx, shares: readonly Share[]): Promise<ResourceShareView[]> {
  const [first] = shares;
  if (!first) return [];
  const owner = await ctx.db.directoryMember.findUnique({ where: { accountId: first.accountId } });
  const places = owner ? await readPlaces(ctx, owner.directoryPk) : { members: [], folders: [] };
  const instancePks = shares.flatMap(({ instances }) => instances.map(({ instancePk }) => instancePk));
  const access = await ctx.db.instancePrincipal.findMany({
    where: { instancePk: { in: [...new Set(instancePks)] }, state: { not: "Ended" } },
  });
  const states = new Map(access.map(({ instancePk, accountId, state }) => [`${instancePk} ${accountId}`, state]));
  const nameOf = await namesOf(
    ctx,
    places.members.map(({ accountId }) => accountId),
  );

  return shares.map((share) => {
    const { shareId, accountId: owner, region, name, permission, createdAt } = share;
    const accessOf = (accountId: string): ShareAccess[] =>
      share.instances.map(({ instancePk, instance }) => ({
        accountId,
        accountName: nameOf(accountId),
        instanceId: instance.instanceId,
        state: states.get(`${instancePk} ${accountId}`) === "Active" ? "Active" : "Failed",
      }));
    return {
      shareId,
      arn: arnOf(region, owner, "share", shareId),
      region,
      name,
      permission,
      createdAt,
      instances: share.instances.map(({ instance }) => ({ instanceId: instance.instanceId, name: instance.name })),
      principals: share.principals.map((principal) => ({
        principalId: principal.pk,
        kind: principal.kind,
        ...(principal.accountId !== null && {
          accountId: principal.accountId,
          accountName: nameOf(principal.accountId),
        }),
        ...(principal.folder && { folderId: principal.folder.folderId, folderName: principal.folder.name }),
        addedAt: principal.addedAt,
        accounts: accountsMeantBy(principal, owner, places).flatMap(accessOf),
      })),
      lacking: lackingCalls(
        ctx,
        SHARE_CALLS,
        new Unread(arnOf(region, owner, "share", shareId), "ShareNotFound", share),
      ),
    };
  });
}

/** The same for one of them. */
export async function viewOfShare(tx: Ctx | Tx, pk: string): Promise<ResourceShareView> {
  const share = await tx.db.resourceShare.findUniqueOrThrow({ where: { pk }, include: WITH_PARTS });
  const [view] = await shareViews(tx, [share]);
  if (!view) throw new Error("a share has a view");
  return view;
}
