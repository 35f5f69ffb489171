import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { NoPermissionPage } from "@/components/patterns/no-permission";
import { PageHeader } from "@/components/patterns/page-header";
import { GroupsTable } from "@/components/ram/groups-table";
import { CreateGroupPanel } from "@/components/ram/lazy";
import { Offer } from "@/components/ram/offer";
import { listHref, ramHref, readQuery, withQuery } from "@/components/ram/ram-address";
import { RamList } from "@/components/ram/ram-list";
import { consoleCtx } from "@/lib/auth/console-context";
import { accountOf } from "@/lib/domain/authorize";
import { firstLack } from "@/lib/domain/lack";
import { listGroups } from "@/lib/domain/ram/groups/list-groups";
import { groupArn, identityContainer } from "@/lib/domain/ram/ram-rules";
import { clientMessages } from "@/lib/i18n/client-messages";
import { readable, Unreadable } from "../../../readable";
import { ConfirmGroupAct } from "./confirm-group-act";

const PAGE_SIZE = 20;

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("common.nav");
  return { title: t("groups") };
}

/** Access > Groups (ACC-10). */
export default async function GroupsPage({ params, searchParams }: PageProps<"/[region]/ram/groups">) {
  const { region } = await params;
  const search = await searchParams;
  const query = readQuery(search);
  const [ctx, t, nav] = await Promise.all([consoleCtx(), getTranslations("ram.group"), getTranslations("common.nav")]);
  const page = { size: PAGE_SIZE, after: query.trail.at(-1) };
  const found = await readable(listGroups(ctx, { search: query.search, page }));
  if (found instanceof Unreadable) {
    return (
      <>
        <PageHeader title={nav("groups")} />
        <NoPermissionPage lack={found.lack} />
      </>
    );
  }
  const { rows, total, next } = found;
  const here = listHref(region, "groups", query);
  const accountId = accountOf(ctx);
  const lack = firstLack(ctx, { action: "ram:CreateGroup", resource: identityContainer(accountId, "group") });
  const create = (
    <Offer lack={lack} href={withQuery(here, { panel: "create" })} tone="primary">
      {t("create")}
    </Offer>
  );
  return (
    <>
      <RamList
        title={nav("groups")}
        facts={t("listFacts")}
        create={create}
        search={{ value: query.search, placeholder: t("searchPlaceholder") }}
        total={total}
        count={t("count", { count: total })}
        everything={ramHref(region, "groups")}
        noMatch={t("noMatch", { search: query.search })}
        empty={{ title: t("emptyTitle"), body: t("emptyBody") }}
      >
        <GroupsTable
          region={region}
          groups={rows}
          page={here}
          mayDelete={(name) => !firstLack(ctx, { action: "ram:DeleteGroup", resource: groupArn(accountId, name) })}
          pager={{
            summary: t("count", { count: total }),
            previousHref:
              query.trail.length > 0 ? listHref(region, "groups", query, query.trail.slice(0, -1)) : undefined,
            nextHref: next ? listHref(region, "groups", query, [...query.trail, next]) : undefined,
          }}
        />
      </RamList>
      {search.panel === "create" && !lack && (
        <CreateGroupPanel scope={await clientMessages("ram")} region={region} closeHref={here} />
      )}
      <ConfirmGroupAct groupName={search.name} search={search} closeHref={here} goneHref={here} />
    </>
  );
}
