import { useTranslations } from "next-intl";
import { Moment } from "@/components/patterns/moment";
import type { InstanceView } from "@/lib/domain/instances/instance-view";

export function BillingMethod({ instance }: { instance: Pick<InstanceView, "chargeType"> }) {
  const t = useTranslations("instances.value");
  return instance.chargeType === "PREPAY" ? t("subscription") : t("payAsYouGo");
}

/** When a subscription ends, or has ended; pay-as-you-go has no end. */
export function PeriodEnd({ instance }: { instance: Pick<InstanceView, "endsAt" | "saleStatus"> }) {
  const t = useTranslations("instances.value");
  const { endsAt, saleStatus } = instance;
  if (!endsAt) return null;
  const at = () => <Moment at={endsAt} only="date" />;
  return saleStatus === "Expired" ? t.rich("ended", { at }) : t.rich("until", { at });
}
