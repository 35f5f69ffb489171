import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { NoPermissionPage } from "@/components/patterns/no-permission";
import { PageHeader } from "@/components/patterns/page-header";
import { PolicyPanel } from "@/components/ram/lazy";
import { Offer } from "@/components/ram/offer";
import { PoliciesTable } from "@/components/ram/policies-table";
import { listHref, ramHref, readQuery, withQuery } from "@/components/ram/ram-address";
import { RamList } from "@/components/ram/ram-list";
import { Tabs } from "@/components/ui/tabs";
import { consoleCtx } from "@/lib/auth/console-context";
import { accountOf } from "@/lib/domain/authorize";
import { firstLack } from "@/lib/domain/lack";
import { listRamPolicies } from "@/lib/domain/ram/policies/list-ram-policies";
import { identityContainer, policyArn } from "@/lib/domain/ram/ram-rules";
import { clientMessages } from "@/lib/i18n/client-messages";
import { readable, Unreadable } from "../../../readable";
import { ConfirmPolicyAct } from "./confirm-policy-act";

const PAGE_SIZE = 20;

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("common.nav");
  return { title: t("policies") };
}

/** Access > Policies: the account's own, and the system's (ACC-03). */
export default async function PoliciesPage({ params, searchParams }: PageProps<"/[region]/ram/policies">) {
  const { region } = await params;
  const search = await searchParams;
  const query = readQuery(search);
  const [ctx, t, nav] = await Promise.all([consoleCtx(), getTranslations("ram.policy"), getTranslations("common.nav")]);
  const page = { size: PAGE_SIZE, after: query.trail.at(-1) };
  const found = await readable(listRamPolicies(ctx, { search: query.search, policyType: query.type, page }));
  if (found instanceof Unreadable) {
    return (
      <>
        <PageHeader title={nav("policies")} />
        <NoPermissionPage lack={found.lack} />
      </>
    );
  }
  const { rows, total, next } = found;
  const here = listHref(region, "policies", query);
  const everything = ramHref(region, "policies");
  const system = withQuery(everything, { type: "System" });
  const accountId = accountOf(ctx);
  const lack = firstLack(ctx, { action: "ram:CreatePolicy", resource: identityContainer(accountId, "policy") });
  const create = (
    <Offer lack={lack} href={withQuery(here, { panel: "create" })} tone="primary">
      {t("create")}
    </Offer>
  );
  const tabs = (
    <Tabs
      label={t("type")}
      tabs={[
        { href: everything, label: t("custom"), current: query.type === "Custom" },
        { href: system, label: t("system"), current: query.type === "System" },
      ]}
    />
  );
  return (
    <>
      <RamList
        title={nav("policies")}
        facts={t("listFacts")}
        create={create}
        tabs={tabs}
        search={{ value: query.search, placeholder: t("searchPlaceholder") }}
        keep={query.type === "System" ? { type: "System" } : {}}
        total={total}
        count={t("count", { count: total })}
        everything={query.type === "System" ? system : everything}
        noMatch={t("noMatch", { search: query.search })}
        empty={{ title: t("emptyTitle"), body: t("emptyBody") }}
      >
        <PoliciesTable
          region={region}
          policies={rows}
          page={here}
          mayDelete={(name) =>
            !firstLack(ctx, { action: "ram:DeletePolicy", resource: policyArn(accountId, "Custom", name) })
          }
          pager={{
            summary: t("count", { count: total }),
            previousHref:
              query.trail.length > 0 ? listHref(region, "policies", query, query.trail.slice(0, -1)) : undefined,
            nextHref: next ? listHref(region, "policies", query, [...query.trail, next]) : undefined,
          }}
        />
      </RamList>
      {search.panel === "create" && !lack && (
        <PolicyPanel scope={await clientMessages("ram")} region={region} closeHref={here} />
      )}
      <ConfirmPolicyAct policyName={search.name} dialog={search.dialog} closeHref={here} goneHref={here} />
    </>
  );
}
