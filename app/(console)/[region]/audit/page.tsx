import type { Metadata } from "next";
import { getLocale, getTimeZone, getTranslations } from "next-intl/server";
import { type AuditQuery, auditHref, isFiltered, readAuditQuery } from "@/components/audit/audit-address";
import { filterOf } from "@/components/audit/audit-filter";
import { AuditFilterBar } from "@/components/audit/audit-filter-bar";
import { AuditReadout } from "@/components/audit/audit-readout";
import { AuditTable } from "@/components/audit/audit-table";
import { EmptyState } from "@/components/patterns/empty-state";
import { NoMatches } from "@/components/patterns/no-matches";
import { NoPermissionPage } from "@/components/patterns/no-permission";
import { OfferLink } from "@/components/patterns/offer-link";
import { PageHeader } from "@/components/patterns/page-header";
import { Card } from "@/components/ui/card";
import { Notice } from "@/components/ui/notice";
import { Stack } from "@/components/ui/stack";
import { consoleCtx } from "@/lib/auth/console-context";
import { describeAuditTrail } from "@/lib/domain/audit/describe-audit-trail";
import { EXPORT_LIMIT } from "@/lib/domain/audit/export-audit-events";
import { listAuditEvents } from "@/lib/domain/audit/list-audit-events";
import type { Locale } from "@/lib/i18n/locale";
import { readable, Unreadable } from "../../readable";
import { OpenPanel } from "./open-panel";

const PAGE_SIZE = 50;

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("common.nav");
  return { title: t("audit") };
}

/** Who did what (AUD-01..06): the account's events in all regions, how far they are chained, and whether they are intact. */
export default async function AuditPage({ params, searchParams }: PageProps<"/[region]/audit">) {
  const [{ region }, search, ctx] = await Promise.all([params, searchParams, consoleCtx()]);
  const [t, nav, zone] = await Promise.all([getTranslations("audit"), getTranslations("common.nav"), getTimeZone()]);
  const locale = (await getLocale()) as Locale;
  const query = readAuditQuery(search);
  const page = { size: PAGE_SIZE, after: query.trail.at(-1) };
  const read = await readable(
    Promise.all([listAuditEvents(ctx, { filter: filterOf(query, zone), page }), describeAuditTrail(ctx, {})]),
  );
  if (read instanceof Unreadable) {
    return (
      <>
        <PageHeader title={nav("audit")} facts={t("list.facts")} />
        <NoPermissionPage lack={read.lack} />
      </>
    );
  }
  const [{ rows, next }, state] = read;
  const turned = (trail: readonly string[]) => auditHref(region, { ...query, trail });
  return (
    <>
      <PageHeader
        title={nav("audit")}
        facts={t("list.facts")}
        actions={
          <>
            <OfferLink lack={state.exportLack} href={auditHref(region, query, { panel: "export" })} scroll={false}>
              {t("export.open")}
            </OfferLink>
            <OfferLink
              lack={state.verifyLack}
              tone="primary"
              href={auditHref(region, query, { panel: "verify" })}
              scroll={false}
            >
              {t("verify.open")}
            </OfferLink>
          </>
        }
      />
      <Stack>
        <Refused code={search.refused} />
        <AuditReadout state={state} now={ctx.now()} />
        <Card flush>
          <AuditFilterBar
            region={region}
            query={query}
            regions={ctx.deployment.regions.map(({ id, names }) => ({ id, name: names[locale] }))}
            zone={zone}
          />
          {rows.length > 0 ? (
            <AuditTable
              events={rows}
              region={region}
              query={query}
              pager={{
                summary: next ? t("list.more", { count: rows.length }) : t("list.shown", { count: rows.length }),
                previousHref: query.trail.length > 0 ? turned(query.trail.slice(0, -1)) : undefined,
                nextHref: next ? turned([...query.trail, next]) : undefined,
              }}
            />
          ) : (
            <Nothing region={region} query={query} />
          )}
        </Card>
      </Stack>
      <OpenPanel region={region} query={query} search={search} state={state} />
    </>
  );
}

async function Nothing({ region, query }: { region: string; query: AuditQuery }) {
  const t = await getTranslations("audit.list");
  if (isFiltered(query) || query.trail.length > 0) {
    return <NoMatches title={t("noMatch")} clearHref={auditHref(region, {})} />;
  }
  return <EmptyState title={t("emptyTitle")}>{t("emptyBody")}</EmptyState>;
}

/** An export that was refused after the browser had asked for the file. */
async function Refused({ code }: { code: string | string[] | undefined }) {
  const [t, errors] = await Promise.all([getTranslations("audit.export"), getTranslations("errors")]);
  if (typeof code !== "string") return null;
  const why =
    code === "StepUpRequired"
      ? errors("StepUpRequired")
      : code === "ExportTooLarge"
        ? errors("ExportTooLarge", { limit: EXPORT_LIMIT })
        : errors("ServiceUnavailable");
  return (
    <Notice tone="warn" title={t("refused")}>
      {why}
    </Notice>
  );
}
