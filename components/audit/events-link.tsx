import { useTranslations } from "next-intl";
import { TextLink } from "@/components/ui/text-link";
import { eventsOfHref } from "./audit-address";

/** From a thing's page to what happened to it. */
export function EventsLink({ region, resource }: { region: string; resource: string }) {
  const t = useTranslations("audit.details");
  return (
    <TextLink href={eventsOfHref(region, resource)} className="block text-xs">
      {t("allOfResource")}
    </TextLink>
  );
}
