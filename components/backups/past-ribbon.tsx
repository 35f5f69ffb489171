import { useTranslations } from "next-intl";
import { Icon } from "@/components/ui/icon";
import { clockIcon } from "@/components/ui/icon-paths";
import { TextLink } from "@/components/ui/text-link";
import { useDayName } from "./day-name";

/** Keeps anyone from mistaking the past for now: over the deck for every day and moment but the newest. */
export function PastRibbon({
  day,
  time,
  daysAgo,
  newest,
}: {
  day: string;
  /** Of the chosen moment; empty for the day as a whole. */
  time: string;
  daysAgo: number;
  newest: { day: string; href: string };
}) {
  const t = useTranslations("backups.past");
  const dayName = useDayName();
  const weekday = dayName(day, { weekday: "long" });
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 rounded-t-3 bg-ink px-3 py-2 text-sm text-on-ink md:px-4">
      <Icon path={clockIcon} />
      <strong className="font-bold">
        {time ? t("titleAt", { weekday, day, time }) : t("title", { weekday, day })}
      </strong>
      <span className="flex-1 basis-40 text-on-ink-muted">{t("ago", { count: daysAgo })}</span>
      <TextLink href={newest.href} scroll={false} className="text-on-ink underline underline-offset-2">
        {t("newest", { day: newest.day })}
      </TextLink>
    </div>
  );
}
