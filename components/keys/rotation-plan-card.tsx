import { useTranslations } from "next-intl";
import { Moment } from "@/components/patterns/moment";
import { OfferLink } from "@/components/patterns/offer-link";
import { Card } from "@/components/ui/card";
import type { KeyRotationPlan } from "@/lib/domain/billing/describe-key-rotation-plan";
import type { Lack } from "@/lib/domain/lack";

/** The plan that lets the region's default key rotate: until when, and how it goes on (KEY-06, INS-22). */
export function RotationPlanCard({
  region,
  plan,
  buyLack,
  renewLack,
}: {
  region: string;
  plan: KeyRotationPlan | null;
  buyLack: Lack | null;
  renewLack: Lack | null;
}) {
  const t = useTranslations("default-keys.plan");
  const common = useTranslations("common.label");
  const at = () => plan && <Moment at={plan.endsAt} />;
  return (
    <Card
      title={t("title")}
      actions={
        plan ? (
          <OfferLink lack={renewLack} size="sm" href={`/${region}/keys/default/renew`}>
            {common("renew")}
          </OfferLink>
        ) : (
          <OfferLink lack={buyLack} size="sm" href={`/${region}/instances/new?category=plan`}>
            {common("buyNow")}
          </OfferLink>
        )
      }
    >
      <p className="max-w-prose text-sm text-text-2">
        {plan === null ? t("none") : plan.isEffective ? t.rich("until", { at }) : t.rich("ended", { at })}
      </p>
    </Card>
  );
}
