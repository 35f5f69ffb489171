import { useTranslations } from "next-intl";
import { Moment } from "@/components/patterns/moment";
import { ButtonLink } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Mono } from "@/components/ui/mono";
import { Notice } from "@/components/ui/notice";
import { TextLink } from "@/components/ui/text-link";
import { isOrderExpired } from "@/lib/domain/billing/order-state";
import type { OrderView } from "@/lib/domain/billing/order-view";
import { OrderFacts } from "./order-facts";
import { formHref } from "./order-kind";
import { OrderPrice } from "./order-price";
import { OrderResult } from "./order-result";
import { PaidWith } from "./paid-with";

/** What a purchase makes rows of, by their lists. */
const BOUGHT: Partial<Record<OrderView["form"]["kind"], "instances" | "backups">> = {
  instance: "instances",
  backup: "backups",
};

/** An order that is paid or cancelled; right after Pay, with its result and the next step (BIL-01). */
export function OrderDetails({
  order,
  regionName,
  now,
  justPaid,
}: {
  order: OrderView;
  regionName: string;
  now: Date;
  justPaid: boolean;
}) {
  const t = useTranslations("billing.order");
  const { form, resourceIds, region } = order;
  const bought = resourceIds.length > 0 ? BOUGHT[form.kind] : undefined;
  const expired = isOrderExpired(order, now);
  return (
    <div className="grid max-w-208 gap-4">
      {expired && (
        <Notice
          tone="plain"
          title={t.rich("expired", { at: () => <Moment at={order.payableUntil} /> })}
          actions={<ButtonLink href={formHref(order)}>{t("again")}</ButtonLink>}
        >
          {t("expiredSay")}
        </Notice>
      )}
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
            ...(order.paidAt
              ? [
                  {
                    label: form.kind === "refund" ? t("refundedTo") : t("paidWith"),
                    value: <PaidWith provider={order.paidWith} />,
                  },
                ]
              : []),
            ...(bought
              ? [
                  {
                    label: bought === "backups" ? t("backups") : t("instance"),
                    value: (
                      <span className="grid gap-0.5">
                        {resourceIds.map((id) => (
                          <TextLink
                            key={id}
                            href={
                              bought === "backups" ? `/${region}/backups?search=${id}` : `/${region}/instances/${id}`
                            }
                          >
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
