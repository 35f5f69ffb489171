import { useTranslations } from "next-intl";
import { StateBadge } from "@/components/patterns/state-badge";
import { Badge } from "@/components/ui/badge";
import { hourglassIcon } from "@/components/ui/icon-paths";
import type { OrderView } from "@/lib/domain/billing/order-view";

/** A refund waits for the instance to be gone: nobody has to pay it. */
export function OrderState({ order: { form, state } }: { order: Pick<OrderView, "form" | "state"> }) {
  const t = useTranslations("billing.order");
  if (form.kind !== "refund" || state !== "Unpaid") return <StateBadge of="order" state={state} />;
  return (
    <Badge tone="info" icon={hourglassIcon}>
      {t("refundOpen")}
    </Badge>
  );
}
