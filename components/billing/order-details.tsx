import { useTranslations } from "next-intl";
import { Moment } from "@/components/patterns/moment";
import { Card } from "@/components/ui/card";
import { Mono } from "@/components/ui/mono";
import { TextLink } from "@/components/ui/text-link";
import type { OrderView } from "@/lib/domain/billing/order-view";
import { OrderFacts } from "./order-facts";
import { OrderPrice } from "./order-price";
import { OrderResult } from "./order-result";

/** An order that is paid or cancelled; right after Pay, with its result and the next step (BIL-01). */
export function OrderDetails({
  order,
  regionName,
  justPaid,
}: {
  order: OrderView;
  regionName: string;
  justPaid: boolean;
}) {
  const t = useTranslations("billing.order");
  const { form, resourceIds, region } = order;
  const bought = form.kind === "instance" && resourceIds.length > 0;
  return (
    <div className="grid max-w-208 gap-4">
      {justPaid && order.paidAt && <OrderResult order={order} />}
      <Card>
        <OrderFacts
          order={order}
          regionName={regionName}
          more={[
            { label: t("created"), value: <Moment at={order.createdAt} /> },
            {
              label: form.kind === "refund" ? t("refunded") : t("paid"),
              value: order.paidAt ? <Moment at={order.paidAt} /> : "—",
            },
            ...(bought
              ? [
                  {
                    label: t("instance"),
                    value: (
                      <span className="grid gap-0.5">
                        {resourceIds.map((id) => (
                          <TextLink key={id} href={`/${region}/instances/${id}`}>
                            <Mono>{id}</Mono>
                          </TextLink>
                        ))}
                      </span>
                    ),
                  },
                ]
              : []),
          ]}
        />
      </Card>
      {form.kind === "refund" && order.state === "Unpaid" && <p className="text-sm text-text-2">{t("refundWaits")}</p>}
      <Card flush>
        <OrderPrice order={order} />
      </Card>
    </div>
  );
}
