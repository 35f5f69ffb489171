import { useTranslations } from "next-intl";
import { StateBadge } from "@/components/patterns/state-badge";
import { Badge } from "@/components/ui/badge";
import { hourglassIcon } from "@/components/ui/icon-paths";
import { isOrderExpired } from "@/lib/domain/billing/order-state";
import type { OrderView } from "@/lib/domain/billing/order-view";

type Standing = Pick<OrderView, "form" | "type" | "state" | "paidAt" | "cancelledAt" | "payableUntil">;

/** A refund waits for the instance to be gone: nobody has to pay it. An order that was not paid in time cannot be. */
export function OrderState({ order, now }: { order: Standing; now: Date }) {
  const t = useTranslations("billing.order");
  if (isOrderExpired(order, now)) return <StateBadge of="order" state="Expired" />;
  if (order.form.kind !== "refund" || order.state !== "Unpaid") return <StateBadge of="order" state={order.state} />;
  return (
    <Badge tone="info" icon={hourglassIcon}>
      {t("refundOpen")}
    </Badge>
  );
}
