import type { Metadata } from "next";
import { getTimeZone, getTranslations } from "next-intl/server";
import { BalanceLine } from "@/components/billing/balance-line";
import { ListFilters } from "@/components/billing/list-filters";
import { isFiltered, pageLinks } from "@/components/billing/list-query";
import { MoneyTabs } from "@/components/billing/money-tabs";
import { daysAsked, readStatementQuery } from "@/components/billing/statement-query";
import { StatementTable } from "@/components/billing/statement-table";
import { EmptyState } from "@/components/patterns/empty-state";
import { NoMatches } from "@/components/patterns/no-matches";
import { NoPermissionPage } from "@/components/patterns/no-permission";
import { PageHeader } from "@/components/patterns/page-header";
import { Card } from "@/components/ui/card";
import { consoleCtx } from "@/lib/auth/console-context";
import { describeBalance } from "@/lib/domain/billing/describe-balance";
import { listLedgerMovements } from "@/lib/domain/billing/list-ledger-movements";
import { readable, readableOr, Unreadable } from "../../readable";

const PAGE_SIZE = 20;

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("billing.statement");
  return { title: t("title") };
}

/** BIL-11: the account's book, movement by movement. */
export default async function StatementPage({ params, searchParams }: PageProps<"/[region]/statement">) {
  const [{ region }, search, ctx] = await Promise.all([params, searchParams, consoleCtx()]);
  const [t, filter, zone] = await Promise.all([
    getTranslations("billing.statement"),
    getTranslations("billing.filter"),
    getTimeZone(),
  ]);
  const query = readStatementQuery(search);
  const page = { size: PAGE_SIZE, after: query.trail.at(-1) };
  const [read, balance] = await Promise.all([
    readable(listLedgerMovements(ctx, { ...daysAsked(query, zone), page })),
    readableOr(describeBalance(ctx, {}), null),
  ]);
  const path = `/${region}/statement`;
  const header = (
    <PageHeader
      title={t("title")}
      facts={
        <>
          <p>{t("facts")}</p>
          {balance && <BalanceLine micros={balance.balanceMicros} />}
        </>
      }
    />
  );
  if (read instanceof Unreadable) {
    return (
      <>
        {header}
        <NoPermissionPage lack={read.lack} />
      </>
    );
  }
  const { rows, next } = read;
  return (
    <>
      {header}
      <Card flush>
        <MoneyTabs region={region} current="statement" />
        <ListFilters query={query} path={path} />
        {rows.length > 0 ? (
          <StatementTable
            movements={rows}
            region={region}
            pager={{ summary: t("summary", { count: rows.length }), ...pageLinks(path, query, next) }}
          />
        ) : isFiltered(query) || query.trail.length > 0 ? (
          <NoMatches title={filter("noMovements")} clearHref={path} />
        ) : (
          <EmptyState title={t("emptyTitle")}>{t("emptyBody")}</EmptyState>
        )}
      </Card>
    </>
  );
}
