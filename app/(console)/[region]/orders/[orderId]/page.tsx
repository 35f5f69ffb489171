import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ConfirmOrder } from "@/components/billing/confirm-order";
import { OrderDetails } from "@/components/billing/order-details";
import { awaitsPay, formHref } from "@/components/billing/order-kind";
import { OrderState } from "@/components/billing/order-state";
import { NoPermissionPage } from "@/components/patterns/no-permission";
import { PageHeader } from "@/components/patterns/page-header";
import { consoleCtx } from "@/lib/auth/console-context";
import { describeBalance } from "@/lib/domain/billing/describe-balance";
import { describeOrder } from "@/lib/domain/billing/describe-order";
import { clientMessages } from "@/lib/i18n/client-messages";
import { orNotFound } from "../../../or-not-found";
import { readable, Unreadable } from "../../../readable";
import { regionNames } from "../../../region-names";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("billing.order");
  return { title: t("title") };
}

/** While it is not paid an order is its Confirm Order page (BIL-01), also when it is opened again later. */
export default async function OrderPage({ params, searchParams }: PageProps<"/[region]/orders/[orderId]">) {
  const { region, orderId } = await params;
  const { result } = await searchParams;
  const [ctx, t, common, names] = await Promise.all([
    consoleCtx(),
    getTranslations("billing"),
    getTranslations("common"),
    regionNames(),
  ]);
  const order = await orNotFound(readable(describeOrder(ctx, { orderId })));
  const instances = { label: common("nav.instances"), href: `/${region}/instances` };
  const crumbs = [instances, { label: t("orders.title"), href: `/${region}/orders` }, { label: orderId }];
  if (order instanceof Unreadable) {
    return (
      <>
        <PageHeader title={t("order.title")} crumbs={crumbs} />
        <NoPermissionPage lack={order.lack} />
      </>
    );
  }
  const regionName = names[order.region] ?? order.region;
  if (awaitsPay(order)) {
    const balance = await readable(describeBalance(ctx, {}));
    const scope = await clientMessages("billing");
    const forms = {
      instance: t("purchase.title"),
      plan: t("plan.title"),
      renewal: t("renewal.title"),
      specification: t("specification.title"),
      refund: t("order.title"),
    };
    const form = { label: forms[order.form.kind], href: formHref(order) };
    return (
      <>
        <PageHeader
          title={common("label.confirmOrder")}
          facts={t("confirm.facts")}
          crumbs={[instances, form, { label: common("label.confirmOrder") }]}
        />
        <ConfirmOrder
          order={order}
          regionName={regionName}
          balance={balance instanceof Unreadable ? balance.lack : balance}
          scope={scope}
        />
      </>
    );
  }
  return (
    <>
      <PageHeader title={t("order.title")} state={<OrderState order={order} />} crumbs={crumbs} />
      <OrderDetails order={order} regionName={regionName} justPaid={result === "paid"} />
    </>
  );
}
