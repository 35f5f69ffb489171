import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ConfirmOrder } from "@/components/billing/confirm-order";
import { isCreditNote } from "@/components/billing/invoice-rules";
import { CancelOrder } from "@/components/billing/lazy";
import { OrderDetails } from "@/components/billing/order-details";
import { awaitsPay, formHref, hasInvoice, isCancellable } from "@/components/billing/order-kind";
import { OrderState } from "@/components/billing/order-state";
import { CopyableId } from "@/components/patterns/copyable-id";
import { Moment } from "@/components/patterns/moment";
import { NoPermissionPage } from "@/components/patterns/no-permission";
import { PageHeader } from "@/components/patterns/page-header";
import { ButtonLink } from "@/components/ui/button";
import { consoleCtx } from "@/lib/auth/console-context";
import { describeBalance } from "@/lib/domain/billing/describe-balance";
import { describeOrder } from "@/lib/domain/billing/describe-order";
import type { Ctx } from "@/lib/domain/context";
import { clientMessages } from "@/lib/i18n/client-messages";
import { orNotFound } from "../../../or-not-found";
import { readable, Unreadable } from "../../../readable";
import { regionNames } from "../../../region-names";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("billing.order");
  return { title: t("title") };
}

/** While it waits for Pay an order is its Confirm Order page (BIL-01), also when it is opened again later. */
export default async function OrderPage({ params, searchParams }: PageProps<"/[region]/orders/[orderId]">) {
  const { region, orderId } = await params;
  const { result, dialog } = await searchParams;
  const [ctx, t, common, names] = await Promise.all([
    consoleCtx(),
    getTranslations("billing"),
    getTranslations("common"),
    regionNames(),
  ]);
  const order = await orNotFound(readable(describeOrder(ctx, { orderId })));
  const crumbs = [{ label: t("orders.title"), href: `/${region}/orders` }, { label: orderId }];
  if (order instanceof Unreadable) {
    return (
      <>
        <PageHeader title={t("order.title")} crumbs={crumbs} />
        <NoPermissionPage lack={order.lack} />
      </>
    );
  }
  const page = `/${region}/orders/${orderId}`;
  const regionName = names[order.region] ?? order.region;
  if (!awaitsPay(order)) {
    return (
      <>
        <PageHeader
          title={t("order.title")}
          state={<OrderState order={order} now={ctx.now()} />}
          facts={<CopyableId id={orderId} what={t("order.id")} />}
          crumbs={crumbs}
          actions={
            hasInvoice(order) && (
              <ButtonLink href={`${page}/invoice`}>
                {isCreditNote(order) ? t("invoice.creditNote") : t("invoice.title")}
              </ButtonLink>
            )
          }
        />
        <OrderDetails order={order} regionName={regionName} now={ctx.now()} justPaid={result === "paid"} />
      </>
    );
  }
  const forms = {
    instance: t("purchase.title"),
    plan: t("plan.title"),
    planRenewal: t("planRenewal.title"),
    renewal: t("renewal.title"),
    specification: t("specification.title"),
    backup: t("backup.title"),
    backupRenewal: t("renewal.title"),
    backupExtension: t("backup.extendTitle"),
    refund: t("order.title"),
  };
  const form = { label: forms[order.form.kind], href: formHref(order) };
  const scope = await clientMessages("billing");
  return (
    <>
      <PageHeader
        title={common("label.confirmOrder")}
        facts={
          <>
            <CopyableId id={orderId} what={t("order.id")} />
            <p>{t.rich("confirm.facts", { until: () => <Moment at={order.payableUntil} /> })}</p>
          </>
        }
        crumbs={[form, { label: common("label.confirmOrder") }]}
        actions={
          isCancellable(order) && (
            <ButtonLink href={`${page}?dialog=cancel`} scroll={false}>
              {t("cancel.verb")}
            </ButtonLink>
          )
        }
      />
      <ConfirmOrder
        order={order}
        regionName={regionName}
        balance={await balanceOf(ctx)}
        operatorHref={isOperator(ctx) ? `/${region}/deployment` : null}
        scope={scope}
      />
      {dialog === "cancel" && isCancellable(order) && <CancelOrder scope={scope} orderId={orderId} closeHref={page} />}
    </>
  );
}

async function balanceOf(ctx: Ctx) {
  const balance = await readable(describeBalance(ctx, {}));
  return balance instanceof Unreadable ? balance.lack : balance;
}

const isOperator = ({ actor }: Ctx) => actor.kind === "person" && actor.operator;
