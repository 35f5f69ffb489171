import { useTranslations } from "next-intl";
import { Tabs } from "@/components/ui/tabs";
import { TARGET_SERVICES, type TargetService } from "@/lib/domain/secrets/targets/target-rules";
import { targetsHref } from "./target-address";
import { useTargetKinds } from "./target-words";

/** All of them, or those that serve one type. */
export function ServiceTabs({ region, current }: { region: string; current: TargetService | undefined }) {
  const t = useTranslations("targets");
  const { services } = useTargetKinds();
  return (
    <Tabs
      label={t("field.service")}
      tabs={[undefined, ...TARGET_SERVICES].map((service) => ({
        href: targetsHref(region, { service }),
        label: service ? services[service] : t("all"),
        current: service === current,
      }))}
    />
  );
}
