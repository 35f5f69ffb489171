import { useTranslations } from "next-intl";
import { Moment } from "@/components/patterns/moment";
import { ButtonLink } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Mono } from "@/components/ui/mono";
import { Notice } from "@/components/ui/notice";
import { TextLink } from "@/components/ui/text-link";
import type { OrderView } from "@/lib/domain/billing/order-view";
import { OrderFacts } from "./order-facts";
import { OrderPrice } from "./order-price";

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
  const instances = `/${order.region}/instances`;
  const { resourceId } = order;
  const instance = resourceId && (
    <TextLink href={`${instances}/${resourceId}`}>
      <Mono>{resourceId}</Mono>
    </TextLink>
  );
  return (
    <div className="grid max-w-208 gap-4">
      {justPaid && resourceId && (
        <Notice
          tone="info"
          title={t("resultTitle")}
          actions={
            <>
              <ButtonLink href={instances}>{t("toInstances")}</ButtonLink>
              <ButtonLink href={`${instances}?panel=enable&instance=${resourceId}`} tone="primary">
                {t("enable")}
              </ButtonLink>
            </>
          }
        >
          {t.rich("resultBody", { id: () => instance })}
        </Notice>
      )}
      <Card>
        <OrderFacts
          order={order}
          regionName={regionName}
          more={[
            { label: t("created"), value: <Moment at={order.createdAt} /> },
            { label: t("paid"), value: order.paidAt ? <Moment at={order.paidAt} /> : "—" },
            ...(instance ? [{ label: t("instance"), value: instance }] : []),
          ]}
        />
      </Card>
      <Card flush>
        <OrderPrice order={order} />
      </Card>
    </div>
  );
}
