import { useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";
import { ButtonLink } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { banIcon, circleCheckIcon } from "@/components/ui/icon-paths";
import type { PricingView } from "@/lib/domain/billing/describe-pricing";
import { Since } from "./since";

/** Whether everything costs nothing, since when, and what that means (BIL-11). */
export function FreeModeCard({ pricing: { free, freeSince }, href }: { pricing: PricingView; href: string }) {
  const t = useTranslations("installation.freeMode");
  return (
    <Card
      title={
        <span className="flex flex-wrap items-center gap-3">
          {t("title")}
          <Badge tone={free ? "info" : "neutral"} icon={free ? circleCheckIcon : banIcon}>
            {free ? t("on") : t("off")}
          </Badge>
        </span>
      }
      actions={
        <ButtonLink href={href} scroll={false} size="sm">
          {free ? t("turnOff") : t("turnOn")}
        </ButtonLink>
      }
    >
      <div className="grid max-w-prose gap-1 text-sm text-text-2">
        <p>{free ? t("onSay") : t("offSay")}</p>
        {freeSince && <p>{t.rich("since", { at: () => <Since at={freeSince} /> })}</p>}
      </div>
    </Card>
  );
}
