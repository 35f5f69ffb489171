import { useTranslations } from "next-intl";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { Moment } from "@/components/patterns/moment";
import type { PagerLinks } from "@/components/patterns/pager";
import { RowActions } from "@/components/patterns/row-actions";
import { Mono } from "@/components/ui/mono";
import { TextLink } from "@/components/ui/text-link";
import type { OrderView } from "@/lib/domain/billing/order-view";
import { Amount } from "./amount";
import { awaitsPay, isCancellable, isPayable } from "./order-kind";
import { OrderState } from "./order-state";
import { OrderWhat } from "./order-what";

export function OrdersTable({
  orders,
  regionNames,
  now,
  cancelHref,
  pager,
}: {
  orders: readonly OrderView[];
  regionNames: Readonly<Record<string, string>>;
  now: Date;
  /** Opens the question over the list as it stands. */
  cancelHref: (orderId: string) => string;
  pager: PagerLinks;
}) {
  const t = useTranslations("billing");
  const common = useTranslations("common.label");
  const hrefOf = (order: OrderView) => `/${order.region}/orders/${order.orderId}`;
  const columns: Column<OrderView>[] = [
    {
      id: "order",
      label: t("order.id"),
      kind: "name",
      cell: (order) => (
        <TextLink href={hrefOf(order)} className="font-medium">
          <Mono>{order.orderId}</Mono>
        </TextLink>
      ),
    },
    { id: "what", label: t("order.what"), cell: ({ form }) => <OrderWhat form={form} /> },
    { id: "region", label: common("region"), cell: (order) => regionNames[order.region] ?? order.region },
    {
      id: "status",
      label: t("order.status"),
      kind: "state",
      cell: (order) => <OrderState order={order} now={now} />,
      news: (order) =>
        awaitsPay(order) && t.rich("orders.payableUntil", { at: () => <Moment at={order.payableUntil} /> }),
    },
    { id: "created", label: t("order.created"), leastNeeded: true, cell: (order) => <Moment at={order.createdAt} /> },
    { id: "amount", label: t("order.amount"), kind: "number", cell: (order) => <Amount micros={order.amountMicros} /> },
    {
      id: "actions",
      label: common("actions"),
      kind: "actions",
      cell: (order) => (
        <RowActions name={order.orderId}>
          {!order.lacking.includes("DescribeOrder") && (
            <TextLink href={hrefOf(order)}>{isPayable(order) ? common("pay") : common("details")}</TextLink>
          )}
          {isCancellable(order) && (
            <TextLink href={cancelHref(order.orderId)} scroll={false}>
              {t("cancel.verb")}
            </TextLink>
          )}
        </RowActions>
      ),
    },
  ];
  return (
    <DataTable
      caption={t("orders.caption")}
      columns={columns}
      rows={orders}
      rowKey={(order) => order.orderId}
      pager={pager}
    />
  );
}
