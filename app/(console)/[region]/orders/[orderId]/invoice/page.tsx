import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { Invoice } from "@/components/billing/invoice";
import { isCreditNote } from "@/components/billing/invoice-rules";
import { hasInvoice } from "@/components/billing/order-kind";
import { PrintButton } from "@/components/billing/print-button";
import { Breadcrumb } from "@/components/patterns/breadcrumb";
import { NoPermissionPage } from "@/components/patterns/no-permission";
import { PageHeader } from "@/components/patterns/page-header";
import { consoleCtx, requireSession } from "@/lib/auth/console-context";
import { describeOrder } from "@/lib/domain/billing/describe-order";
import { orNotFound } from "../../../../or-not-found";
import { readable, Unreadable } from "../../../../readable";
import { regionNames } from "../../../../region-names";

type Props = PageProps<"/[region]/orders/[orderId]/invoice">;

/** The order's ID is in the title, which a browser makes the name of the file that it prints to. */
export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const [{ orderId }, t] = await Promise.all([params, getTranslations("billing.invoice")]);
  return { title: t("titleOf", { order: orderId }) };
}

/** What an order took or gave back, to print. There is none of what was never paid. */
export default async function InvoicePage({ params }: Props) {
  const { region, orderId } = await params;
  const [ctx, session, t, names] = await Promise.all([
    consoleCtx(),
    requireSession(),
    getTranslations("billing"),
    regionNames(),
  ]);
  const order = await orNotFound(readable(describeOrder(ctx, { orderId })));
  const crumbs = (title: string) => [
    { label: t("orders.title"), href: `/${region}/orders` },
    { label: orderId, href: `/${region}/orders/${orderId}` },
    { label: title },
  ];
  if (order instanceof Unreadable) {
    return (
      <>
        <PageHeader title={t("invoice.title")} crumbs={crumbs(t("invoice.title"))} />
        <NoPermissionPage lack={order.lack} />
      </>
    );
  }
  if (!hasInvoice(order)) notFound();
  return (
    <>
      <div className="mx-auto mb-3 flex max-w-208 flex-wrap items-end justify-between gap-3 print:hidden">
        <Breadcrumb crumbs={crumbs(isCreditNote(order) ? t("invoice.creditNote") : t("invoice.title"))} />
        <PrintButton label={t("invoice.print")} />
      </div>
      <Invoice
        order={order}
        account={{ id: session.actor.accountId, name: session.accountName }}
        regionName={names[order.region] ?? order.region}
      />
    </>
  );
}
