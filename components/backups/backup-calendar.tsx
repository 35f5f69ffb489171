import { clsx } from "clsx";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Calendar } from "@/components/patterns/calendar";
import { ButtonLink } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { chevronLeftIcon, chevronRightIcon } from "@/components/ui/icon-paths";
import type { QueryableRange } from "@/lib/domain/backups/queryable-range-rules";
import { CalendarLegend } from "./calendar-legend";
import { type Month, type MonthDay, monthOf, turns } from "./calendar-months";
import { CalendarTable } from "./calendar-table";
import { useDayName } from "./day-name";
import { rangeText } from "./range-cell";

/** Days with data (BKP-80, BKP-44): those of the range are links, the chosen one has the ring. On a phone one month. */
export function BackupCalendar({
  months,
  range,
  enabledDay,
  chosen,
  today,
  monthAsked,
  dayHref,
  monthHref,
  table,
  viewHref,
}: {
  months: readonly Month[];
  range: QueryableRange;
  enabledDay: string;
  chosen: string;
  today: string;
  /** A month was turned to: a phone shows that, else the chosen day's. */
  monthAsked: boolean;
  dayHref: (day: string) => string;
  monthHref: (month: string) => string;
  /** Its numbers instead of the drawing. */
  table: boolean;
  viewHref: (view: "table" | "") => string;
}) {
  const t = useTranslations("backups.calendar");
  const nameOf = useSentences();
  const last = months.at(-1)?.month ?? monthOf(range.to);
  const onPhone = !monthAsked && months.some(({ month }) => month === monthOf(chosen)) ? monthOf(chosen) : last;
  const { earlier, later } = turns(last, range);
  const busiest = Math.max(0, ...months.flatMap(({ days }) => days.map(({ record }) => record?.changes ?? 0)));
  return (
    <div className="min-w-0 p-3 md:px-4">
      <div className="mb-3 flex flex-wrap items-center gap-x-3 gap-y-2">
        <h2 className="text-md">{t("title")}</h2>
        <p className="flex-1 basis-56 text-xs text-muted">{t("restorable", { range: rangeText(range), enabledDay })}</p>
        <ButtonLink size="sm" href={viewHref(table ? "" : "table")} scroll={false}>
          {table ? t("asCalendar") : t("asTable")}
        </ButtonLink>
        <Turning className="max-md:hidden" href={monthHref} {...turns(last, range)} />
        <Turning className="md:hidden" href={monthHref} {...turns(onPhone, range, 1)} />
      </div>
      {table ? (
        <CalendarTable months={months} dayHref={dayHref} />
      ) : (
        <>
          <div className="grid gap-6 md:grid-cols-3">
            {months.map(({ month, days, changes }) => (
              <div key={month} className={clsx("min-w-0", month !== onPhone && "max-md:hidden")}>
                <Calendar
                  days={days.map((day) => ({
                    date: day.date,
                    kind: day.kind,
                    changes: day.record?.changes ?? 0,
                    failed: (day.record?.failures ?? 0) > 0,
                    today: day.date === today,
                    chosen: day.date === chosen,
                    name: nameOf(day),
                    ...(day.record ? { href: dayHref(day.date) } : {}),
                  }))}
                  busiest={busiest}
                  summary={t("changes", { count: changes })}
                  {...(earlier ? { previousHref: monthHref(earlier) } : {})}
                  {...(later ? { nextHref: monthHref(later) } : {})}
                />
              </div>
            ))}
          </div>
          <CalendarLegend />
        </>
      )}
    </div>
  );
}

/** A whole sentence for each day, for who does not see its marks. */
function useSentences() {
  const t = useTranslations("backups.calendar");
  const dayName = useDayName();
  return ({ date, kind, record }: MonthDay): string => {
    const day = dayName(date, { dateStyle: "full" });
    if (kind === "future") return t("dayFuture", { day });
    if (kind === "hidden") return t("dayHidden", { day });
    if (!record?.lastAt) return t("dayNone", { day });
    const { keys, secrets, changes, added, deleted, failures } = record;
    return t("dayData", { day, keys, secrets, changes, added, deleted, failures });
  };
}

function Turning({
  earlier,
  later,
  href,
  className,
}: {
  earlier?: string;
  later?: string;
  href: (month: string) => string;
  className: string;
}) {
  const t = useTranslations("backups.calendar");
  if (!earlier && !later) return null;
  const step = (month: string | undefined, label: ReactNode) =>
    month && (
      <ButtonLink size="sm" href={href(month)} scroll={false}>
        {label}
      </ButtonLink>
    );
  return (
    <nav aria-label={t("months")} className={clsx("flex gap-1", className)}>
      {step(
        earlier,
        <>
          <Icon path={chevronLeftIcon} size="xs" />
          {t("earlier")}
        </>,
      )}
      {step(
        later,
        <>
          {t("later")}
          <Icon path={chevronRightIcon} size="xs" />
        </>,
      )}
    </nav>
  );
}
