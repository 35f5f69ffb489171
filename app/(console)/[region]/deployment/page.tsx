import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { listHref, pageLinks, readListQuery } from "@/components/billing/list-query";
import { BalancesTable } from "@/components/installation/balances-table";
import { FreeModeCard } from "@/components/installation/free-mode-card";
import { PricesTable } from "@/components/installation/prices-table";
import { FilterBar } from "@/components/patterns/filter-bar";
import { NoMatches } from "@/components/patterns/no-matches";
import { PageHeader } from "@/components/patterns/page-header";
import { Card } from "@/components/ui/card";
import { Stack } from "@/components/ui/stack";
import { consoleCtx } from "@/lib/auth/console-context";
import { describePricing } from "@/lib/domain/billing/describe-pricing";
import { listAccountBalances } from "@/lib/domain/billing/list-account-balances";
import { deploymentHref } from "./deployment-href";
import { OpenDialog } from "./open-dialog";

const PAGE_SIZE = 20;

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("common.nav");
  return { title: t("deployment") };
}

/** BIL-11: money of the whole deployment, for its operator alone. */
export default async function DeploymentPage({ params, searchParams }: PageProps<"/[region]/deployment">) {
  const [{ region }, search, ctx] = await Promise.all([params, searchParams, consoleCtx()]);
  const path = deploymentHref(ctx, region);
  if (!path) notFound();
  const query = readListQuery(search, ["account"]);
  const { account } = query.set;
  const [t, nav, pricing, { rows, total, next }] = await Promise.all([
    getTranslations("installation"),
    getTranslations("common.nav"),
    describePricing(ctx, {}),
    listAccountBalances(ctx, {
      ...(account && { account }),
      page: { size: PAGE_SIZE, after: query.trail.at(-1) },
    }),
  ]);
  const open = (more: Record<string, string>) => listHref(path, query, more);
  return (
    <>
      <PageHeader title={nav("deployment")} facts={t("facts")} />
      <Stack>
        <Card title={t("balances.title")} flush>
          <FilterBar
            search={{ name: "account", value: account, placeholder: t("balances.search") }}
            count={t("balances.count", { count: total })}
          />
          {rows.length > 0 ? (
            <BalancesTable
              accounts={rows}
              topUpHref={(of) => open({ dialog: "top-up", of })}
              pager={{ summary: t("balances.count", { count: total }), ...pageLinks(path, query, next) }}
            />
          ) : (
            <NoMatches title={t("balances.noMatch", { account })} clearHref={path} />
          )}
        </Card>
        <FreeModeCard pricing={pricing} href={open({ dialog: "free-mode" })} />
        <Card title={t("price.title")} flush>
          <PricesTable prices={pricing.prices} changeHref={(of) => open({ dialog: "price", of })} />
        </Card>
      </Stack>
      <OpenDialog
        dialog={search.dialog}
        of={search.of}
        accounts={rows}
        pricing={pricing}
        page={ctx.newId()}
        closeHref={listHref(path, query)}
      />
    </>
  );
}
