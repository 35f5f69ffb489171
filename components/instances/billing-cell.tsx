import { useTimeZone, useTranslations } from "next-intl";
import { Moment } from "@/components/patterns/moment";
import { businessDayOf, daysBetween } from "@/lib/domain/calendar";
import type { InstanceView } from "@/lib/domain/instances/instance-view";

export function BillingMethod({ instance }: { instance: Pick<InstanceView, "chargeType"> }) {
  const t = useTranslations("instances.value");
  return instance.chargeType === "PREPAY" ? t("subscription") : t("payAsYouGo");
}

/** How near an end must be for its days to be counted: before the first reminder (INS-61). */
const SOON_DAYS = 15;

/** When a subscription ends, or until when an ended one is kept; pay-as-you-go has no end (INS-62, INS-63). */
export function PeriodEnd({
  instance,
  now,
}: {
  instance: Pick<InstanceView, "endsAt" | "saleStatus" | "releaseAt" | "renewalStatus">;
  now: Date;
}) {
  const t = useTranslations("instances.value");
  const zone = useTimeZone() ?? "UTC";
  const { endsAt, saleStatus, releaseAt } = instance;
  if (!endsAt) return null;
  if (saleStatus === "Expired" && releaseAt) {
    return (
      <strong className="font-bold text-danger">
        {t.rich("releasedOn", { at: () => <Moment at={releaseAt} only="date" /> })}
      </strong>
    );
  }
  if (saleStatus === "Normal" && instance.renewalStatus === "AutoRenewal") {
    return t.rich("renews", { at: () => <Moment at={endsAt} only="date" /> });
  }
  const days = daysBetween(businessDayOf(now, zone), businessDayOf(endsAt, zone));
  if (saleStatus === "Normal" && days <= SOON_DAYS) {
    return <strong className="font-bold text-warn">{t("expiresIn", { days })}</strong>;
  }
  return t.rich("until", { at: () => <Moment at={endsAt} only="date" /> });
}
