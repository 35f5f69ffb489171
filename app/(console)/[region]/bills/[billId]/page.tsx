import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { BillDetails } from "@/components/billing/bill-details";
import { NoPermissionPage } from "@/components/patterns/no-permission";
import { PageHeader } from "@/components/patterns/page-header";
import { consoleCtx } from "@/lib/auth/console-context";
import { describeDailyBill } from "@/lib/domain/billing/describe-daily-bill";
import { orNotFound } from "../../../or-not-found";
import { readable, Unreadable } from "../../../readable";
import { regionNames } from "../../../region-names";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("billing.bills");
  return { title: t("one") };
}

export default async function BillPage({ params }: PageProps<"/[region]/bills/[billId]">) {
  const { region, billId } = await params;
  const [ctx, t, names] = await Promise.all([consoleCtx(), getTranslations("billing.bills"), regionNames()]);
  const bill = await orNotFound(readable(describeDailyBill(ctx, { billId })));
  const crumbs = [{ label: t("title"), href: `/${region}/bills` }, { label: billId }];
  if (bill instanceof Unreadable) {
    return (
      <>
        <PageHeader title={t("one")} crumbs={crumbs} />
        <NoPermissionPage lack={bill.lack} />
      </>
    );
  }
  return (
    <>
      <PageHeader title={t("oneOf", { day: bill.businessDay })} crumbs={crumbs} />
      <BillDetails bill={bill} regionName={names[bill.region] ?? bill.region} />
    </>
  );
}
