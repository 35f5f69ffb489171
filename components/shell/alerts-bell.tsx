import { useTranslations } from "next-intl";
import { Icon } from "@/components/ui/icon";
import { bellIcon } from "@/components/ui/icon-paths";
import { TextLink } from "@/components/ui/text-link";
import { headerButtonClass } from "./shell-header";

export interface OpenAlertCounts {
  critical: number;
  warn: number;
}

/** A link with how many alerts wait for somebody; red as soon as one of them is critical. */
export function AlertsBell({ region, open }: { region: string; open: OpenAlertCounts }) {
  const t = useTranslations("alerts.bell");
  const count = open.critical + open.warn;
  const tone = open.critical > 0 ? "bg-danger-solid text-on-danger" : "bg-warn-soft text-warn ring-1 ring-warn-line";
  return (
    <TextLink
      href={`/${region}/alerts?state=open`}
      aria-label={count > 0 ? t("some", { count }) : t("none")}
      className={`${headerButtonClass} relative hover:no-underline`}
    >
      <Icon path={bellIcon} />
      {count > 0 && (
        <span aria-hidden="true" className={`min-w-5 rounded-full px-1 text-center text-xs font-bold ${tone}`}>
          {count > 99 ? "99+" : count}
        </span>
      )}
    </TextLink>
  );
}
