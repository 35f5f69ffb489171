import { useTranslations } from "next-intl";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { Moment } from "@/components/patterns/moment";
import type { PagerLinks } from "@/components/patterns/pager";
import { RowActions } from "@/components/patterns/row-actions";
import { StateBadge } from "@/components/patterns/state-badge";
import { Mono } from "@/components/ui/mono";
import { TextLink } from "@/components/ui/text-link";
import type { OrderView } from "@/lib/domain/billing/order-view";
import { Amount } from "./amount";

export function OrdersTable({
  orders,
  regionNames,
  pager,
}: {
  orders: readonly OrderView[];
  regionNames: Readonly<Record<string, string>>;
  pager: PagerLinks;
}) {
  const t = useTranslations("billing");
  const common = useTranslations("common.label");
  const hrefOf = (order: OrderView) => `/${order.region}/orders/${order.orderId}`;
  const whatOf = ({ form }: OrderView) =>
    "months" in form && form.months !== null
      ? t("orders.whatSubscription", { months: form.months })
      : t("orders.whatPayAsYouGo");
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
    { id: "what", label: t("order.what"), cell: whatOf },
    { id: "region", label: common("region"), cell: (order) => regionNames[order.region] ?? order.region },
    {
      id: "status",
      label: t("order.status"),
      kind: "state",
      cell: ({ state }) => <StateBadge of="order" state={state} />,
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
            <TextLink href={hrefOf(order)}>
              {order.state === "Unpaid" && !order.lacking.includes("PayOrder") ? common("pay") : common("details")}
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
