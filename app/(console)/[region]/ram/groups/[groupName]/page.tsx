import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { NoPermissionPage } from "@/components/patterns/no-permission";
import { PageHeader } from "@/components/patterns/page-header";
import { AttachedPoliciesCard } from "@/components/ram/attached-policies-card";
import { GroupFactsCard } from "@/components/ram/group-facts-card";
import { GroupMembersCard } from "@/components/ram/group-members-card";
import { Offer } from "@/components/ram/offer";
import { ramHref, withQuery } from "@/components/ram/ram-address";
import { consoleCtx } from "@/lib/auth/console-context";
import { firstLack } from "@/lib/domain/lack";
import { getGroup } from "@/lib/domain/ram/groups/get-group";
import { orNotFound } from "../../../../or-not-found";
import { readable, Unreadable } from "../../../../readable";
import { ConfirmGroupAct } from "../confirm-group-act";
import { OpenGroupPanel } from "./open-group-panel";

export async function generateMetadata({ params }: PageProps<"/[region]/ram/groups/[groupName]">): Promise<Metadata> {
  return { title: decodeURIComponent((await params).groupName) };
}

export default async function GroupPage({ params, searchParams }: PageProps<"/[region]/ram/groups/[groupName]">) {
  const { region, groupName: encoded } = await params;
  const groupName = decodeURIComponent(encoded);
  const search = await searchParams;
  const [ctx, t, nav] = await Promise.all([consoleCtx(), getTranslations("ram.group"), getTranslations("common.nav")]);
  const crumbs = [{ label: nav("groups"), href: ramHref(region, "groups") }, { label: groupName }];
  const group = await readable(orNotFound(getGroup(ctx, { groupName })));
  if (group instanceof Unreadable) {
    return (
      <>
        <PageHeader title={<span className="break-all">{groupName}</span>} crumbs={crumbs} />
        <NoPermissionPage lack={group.lack} />
      </>
    );
  }
  const lack = (api: string) => firstLack(ctx, { action: `ram:${api}`, resource: group.arn });
  const page = ramHref(region, "groups", groupName);
  return (
    <>
      <PageHeader
        title={<span className="break-all">{groupName}</span>}
        crumbs={crumbs}
        actions={
          <Offer lack={lack("DeleteGroup")} href={withQuery(page, { dialog: "delete" })}>
            {t("delete")}
          </Offer>
        }
      />
      <div className="grid gap-4">
        <GroupFactsCard group={group} page={page} lack={lack("UpdateGroup")} />
        <GroupMembersCard
          region={region}
          members={group.members}
          page={page}
          lack={{ add: lack("AddUserToGroup"), remove: lack("RemoveUserFromGroup") }}
        />
        <AttachedPoliciesCard
          region={region}
          policies={group.policies}
          page={page}
          lack={{ attach: lack("AttachPolicyToGroup"), detach: lack("DetachPolicyFromGroup") }}
        />
      </div>
      <OpenGroupPanel group={group} panel={search.panel} closeHref={page} />
      <ConfirmGroupAct groupName={groupName} search={search} closeHref={page} goneHref={ramHref(region, "groups")} />
    </>
  );
}
