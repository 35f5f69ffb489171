import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { NoPermissionPage } from "@/components/patterns/no-permission";
import { PageHeader } from "@/components/patterns/page-header";
import { CreateUserPanel } from "@/components/ram/lazy";
import { Offer } from "@/components/ram/offer";
import { listHref, ramHref, readQuery, withQuery } from "@/components/ram/ram-address";
import { RamList } from "@/components/ram/ram-list";
import { UsersTable } from "@/components/ram/users-table";
import { consoleCtx, requireSession } from "@/lib/auth/console-context";
import { accountOf } from "@/lib/domain/authorize";
import { firstLack } from "@/lib/domain/lack";
import { userArn } from "@/lib/domain/policies/principal";
import { identityContainer } from "@/lib/domain/ram/ram-rules";
import { listUsers } from "@/lib/domain/ram/users/list-users";
import { clientMessages } from "@/lib/i18n/client-messages";
import { readable, Unreadable } from "../../../readable";
import { ConfirmUserAct } from "./confirm-user-act";

const PAGE_SIZE = 20;

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("common.nav");
  return { title: t("users") };
}

/** Access > Users (ACC-10). */
export default async function UsersPage({ params, searchParams }: PageProps<"/[region]/ram/users">) {
  const { region } = await params;
  const search = await searchParams;
  const query = readQuery(search);
  const [ctx, { accountName }, t, nav] = await Promise.all([
    consoleCtx(),
    requireSession(),
    getTranslations("ram.user"),
    getTranslations("common.nav"),
  ]);
  const page = { size: PAGE_SIZE, after: query.trail.at(-1) };
  const found = await readable(listUsers(ctx, { search: query.search, page }));
  if (found instanceof Unreadable) {
    return (
      <>
        <PageHeader title={nav("users")} />
        <NoPermissionPage lack={found.lack} />
      </>
    );
  }
  const { rows, total, next } = found;
  const here = listHref(region, "users", query);
  const accountId = accountOf(ctx);
  const lack = firstLack(ctx, { action: "ram:CreateUser", resource: identityContainer(accountId, "user") });
  const create = (
    <Offer lack={lack} href={withQuery(here, { panel: "create" })} tone="primary">
      {t("create")}
    </Offer>
  );
  return (
    <>
      <RamList
        title={nav("users")}
        facts={t("listFacts")}
        create={create}
        search={{ value: query.search, placeholder: t("searchPlaceholder") }}
        total={total}
        count={t("count", { count: total })}
        everything={ramHref(region, "users")}
        noMatch={t("noMatch", { search: query.search })}
        empty={{ title: t("emptyTitle"), body: t("emptyBody") }}
      >
        <UsersTable
          region={region}
          users={rows}
          page={here}
          mayDelete={(name) => !firstLack(ctx, { action: "ram:DeleteUser", resource: userArn(accountId, name) })}
          pager={{
            summary: t("count", { count: total }),
            previousHref:
              query.trail.length > 0 ? listHref(region, "users", query, query.trail.slice(0, -1)) : undefined,
            nextHref: next ? listHref(region, "users", query, [...query.trail, next]) : undefined,
          }}
        />
      </RamList>
      {search.panel === "create" && !lack && (
        <CreateUserPanel
          scope={await clientMessages("ram")}
          region={region}
          accountName={accountName}
          closeHref={here}
        />
      )}
      <ConfirmUserAct userName={search.name} search={search} closeHref={here} goneHref={here} />
    </>
  );
}
