import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { NoPermissionPage } from "@/components/patterns/no-permission";
import { PageHeader } from "@/components/patterns/page-header";
import { RolePanel } from "@/components/ram/lazy";
import { Offer } from "@/components/ram/offer";
import { listHref, ramHref, readQuery, withQuery } from "@/components/ram/ram-address";
import { RamList } from "@/components/ram/ram-list";
import { RolesTable } from "@/components/ram/roles-table";
import { consoleCtx } from "@/lib/auth/console-context";
import { accountOf } from "@/lib/domain/authorize";
import { firstLack } from "@/lib/domain/lack";
import { roleArn, rootArn } from "@/lib/domain/policies/principal";
import { trustDocument } from "@/lib/domain/ram/document-rules";
import { identityContainer } from "@/lib/domain/ram/ram-rules";
import { listRoles } from "@/lib/domain/ram/roles/list-roles";
import { clientMessages } from "@/lib/i18n/client-messages";
import { readable, Unreadable } from "../../../readable";
import { ConfirmRoleAct } from "./confirm-role-act";

const PAGE_SIZE = 20;

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("common.nav");
  return { title: t("roles") };
}

/** Access > Roles (ACC-10), those of the product among them (ACC-09). */
export default async function RolesPage({ params, searchParams }: PageProps<"/[region]/ram/roles">) {
  const { region } = await params;
  const search = await searchParams;
  const query = readQuery(search);
  const [ctx, t, nav] = await Promise.all([consoleCtx(), getTranslations("ram.role"), getTranslations("common.nav")]);
  const page = { size: PAGE_SIZE, after: query.trail.at(-1) };
  const found = await readable(listRoles(ctx, { search: query.search, page }));
  if (found instanceof Unreadable) {
    return (
      <>
        <PageHeader title={nav("roles")} />
        <NoPermissionPage lack={found.lack} />
      </>
    );
  }
  const { rows, total, next } = found;
  const here = listHref(region, "roles", query);
  const accountId = accountOf(ctx);
  const lack = firstLack(ctx, { action: "ram:CreateRole", resource: identityContainer(accountId, "role") });
  const create = (
    <Offer lack={lack} href={withQuery(here, { panel: "create" })} tone="primary">
      {t("create")}
    </Offer>
  );
  return (
    <>
      <RamList
        title={nav("roles")}
        facts={t("listFacts")}
        create={create}
        search={{ value: query.search, placeholder: t("searchPlaceholder") }}
        total={total}
        count={t("count", { count: total })}
        everything={ramHref(region, "roles")}
        noMatch={t("noMatch", { search: query.search })}
        empty={{ title: t("emptyTitle"), body: t("emptyBody") }}
      >
        <RolesTable
          region={region}
          roles={rows}
          page={here}
          mayDelete={(name) => !firstLack(ctx, { action: "ram:DeleteRole", resource: roleArn(accountId, name) })}
          pager={{
            summary: t("count", { count: total }),
            previousHref:
              query.trail.length > 0 ? listHref(region, "roles", query, query.trail.slice(0, -1)) : undefined,
            nextHref: next ? listHref(region, "roles", query, [...query.trail, next]) : undefined,
          }}
        />
      </RamList>
      {search.panel === "create" && !lack && (
        <RolePanel
          scope={await clientMessages("ram")}
          region={region}
          beginning={trustDocument([rootArn(accountId)])}
          closeHref={here}
        />
      )}
      <ConfirmRoleAct roleName={search.name} search={search} closeHref={here} goneHref={here} />
    </>
  );
}
