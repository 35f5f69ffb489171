import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { deliveriesHref } from "@/components/alerts/alert-query";
import { PageHeader } from "@/components/patterns/page-header";
import { Card } from "@/components/ui/card";
import { Tabs } from "@/components/ui/tabs";
import { ALERTS_KEPT_DAYS } from "@/lib/domain/alerts/alert-rules";
import { AlertsTab } from "./alerts-tab";
import { CreateTarget, DeliveriesTab } from "./deliveries-tab";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("common.nav");
  return { title: t("alerts") };
}

/** Security Operations > Alerts: what people should hear of (AUD-10..19), and where it and the audit trail are sent. */
export default async function AlertsPage({ params, searchParams }: PageProps<"/[region]/alerts">) {
  const { region } = await params;
  const search = await searchParams;
  const [t, nav] = await Promise.all([getTranslations("alerts"), getTranslations("common.nav")]);
  const deliveries = search.tab === "deliveries";
  const page = deliveriesHref(region);
  return (
    <>
      <PageHeader
        title={nav("alerts")}
        facts={deliveries ? t("target.facts") : t("facts", { days: ALERTS_KEPT_DAYS })}
        actions={deliveries && <CreateTarget page={page} />}
      />
      <Card flush>
        <Tabs
          label={t("tabs")}
          tabs={[
            { href: `/${region}/alerts`, label: nav("alerts"), current: !deliveries },
            { href: page, label: t("deliveries"), current: deliveries },
          ]}
        />
        {deliveries ? (
          <DeliveriesTab region={region} page={page} search={search} />
        ) : (
          <AlertsTab region={region} search={search} />
        )}
      </Card>
    </>
  );
}
