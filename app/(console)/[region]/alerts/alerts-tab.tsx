import { getLocale, getTranslations } from "next-intl/server";
import { AcknowledgeForm } from "@/components/alerts/acknowledge-form";
import { alertsHref, filterOf, isFiltered, readAlertQuery } from "@/components/alerts/alert-query";
import { AlertsFilterBar } from "@/components/alerts/alerts-filter-bar";
import { AlertsTable } from "@/components/alerts/alerts-table";
import { EmptyState } from "@/components/patterns/empty-state";
import { LockedAction } from "@/components/patterns/locked-action";
import { NoMatches } from "@/components/patterns/no-matches";
import { NoPermissionPart } from "@/components/patterns/no-permission";
import { consoleCtx } from "@/lib/auth/console-context";
import { alertsArn, listAlerts } from "@/lib/domain/alerts/list-alerts";
import { accountOf } from "@/lib/domain/authorize";
import { firstLack } from "@/lib/domain/lack";
import { readable, Unreadable } from "../../readable";

const PAGE_SIZE = 20;

export async function AlertsTab({
  region,
  search,
}: {
  region: string;
  search: Record<string, string | string[] | undefined>;
}) {
  const query = readAlertQuery(search);
  const [ctx, t, locale] = await Promise.all([consoleCtx(), getTranslations("alerts"), getLocale()]);
  const page = { size: PAGE_SIZE, after: query.trail.at(-1) };
  const answer = await readable(listAlerts(ctx, { page, filter: filterOf(query) }));
  if (answer instanceof Unreadable) return <NoPermissionPart lack={answer.lack} />;
  const { rows, total, next } = answer;
  const language = locale === "ja" || locale === "zh-CN" ? locale : "en";
  const regions = ctx.deployment.regions.map(({ id, names }) => ({ id, name: names[language] }));
  const resource = alertsArn(accountOf(ctx));
  const lack = firstLack(ctx, { action: "kms:AcknowledgeAlerts", resource });
  const open = rows.filter(({ acknowledgedAt }) => acknowledgedAt === null).map(({ id }) => id);
  const count = t("list.count", { count: total });
  return (
    <>
      {(total > 0 || isFiltered(query)) && <AlertsFilterBar query={query} regions={regions} count={count} />}
      {total > 0 ? (
        <>
          {lack ? (
            <div className="border-b border-line p-3 md:px-4">
              <LockedAction lack={lack} size="sm">
                {t("acknowledge.verb")}
              </LockedAction>
            </div>
          ) : (
            <AcknowledgeForm
              ids={open}
              texts={{
                selected: t("acknowledge.selected"),
                all: t("acknowledge.all"),
                say: t("acknowledge.say"),
              }}
            />
          )}
          <AlertsTable
            alerts={rows}
            region={region}
            regionNames={Object.fromEntries(regions.map(({ id, name }) => [id, name]))}
            canAcknowledge={lack === null}
            pager={{
              summary: count,
              previousHref: query.trail.length > 0 ? alertsHref(region, query, query.trail.slice(0, -1)) : undefined,
              nextHref: next ? alertsHref(region, query, [...query.trail, next]) : undefined,
            }}
          />
        </>
      ) : isFiltered(query) ? (
        <NoMatches title={t("list.noMatch")} clearHref={`/${region}/alerts`} />
      ) : (
        <EmptyState title={t("list.emptyTitle")}>{t("list.emptyBody")}</EmptyState>
      )}
    </>
  );
}
