import { clsx } from "clsx";
import { useLocale } from "next-intl";
import type { ReactNode } from "react";
import { TextLink } from "@/components/ui/text-link";
import { CalendarKeys } from "./calendar-keys";

export interface CalendarDay {
  /** `2026-11-19` */
  date: string;
  /** Data; no run that day; kept but outside the queryable range; not yet. */
  kind: "data" | "none" | "hidden" | "future";
  /** The amount of change, for the bar. */
  changes?: number;
  failed?: boolean;
  late?: boolean;
  today?: boolean;
  chosen?: boolean;
  /** A full sentence: what this day holds. */
  name: string;
  href?: string;
}

const BAR_MAX_PX = 13;

/**
 * One month of days. A bar for the amount of change on a square-root scale, a red corner for a failed run, an amber dot
 * for a late one, hatching for no data, a dashed edge for kept but not queryable, an underline for today, a ring for
 * the chosen day. `busiest` is the largest `changes` of all months shown together.
 */
export function Calendar({
  days,
  busiest,
  summary,
  previousHref,
  nextHref,
}: {
  days: readonly CalendarDay[];
  busiest: number;
  summary?: ReactNode;
  previousHref?: string;
  nextHref?: string;
}) {
  const locale = useLocale();
  const first = new Date(`${days[0]?.date}T00:00:00Z`);
  const blanks = (first.getUTCDay() + 6) % 7;
  const month = new Intl.DateTimeFormat(locale, { year: "numeric", month: "long", timeZone: "UTC" }).format(first);
  return (
    <section aria-label={month}>
      <h3 className="mb-1.5 flex items-center justify-between text-sm">
        {month}
        {summary && <span className="text-xs font-normal text-muted">{summary}</span>}
      </h3>
      <CalendarKeys previousHref={previousHref} nextHref={nextHref}>
        <div className="grid grid-cols-7 gap-0.5">
          {weekdays(locale).map((weekday) => (
            <span key={weekday} aria-hidden="true" className="text-center text-xs text-muted">
              {weekday}
            </span>
          ))}
          {blanks > 0 && <span className={BLANK_SPANS[blanks]} />}
          {days.map((day) => (
            <Day key={day.date} day={day} busiest={busiest} />
          ))}
        </div>
      </CalendarKeys>
    </section>
  );
}

const BLANK_SPANS = ["", "col-span-1", "col-span-2", "col-span-3", "col-span-4", "col-span-5", "col-span-6"];

/** Monday first; 2024-01-01 was one. */
function weekdays(locale: string): string[] {
  const format = new Intl.DateTimeFormat(locale, { weekday: "short", timeZone: "UTC" });
  return [1, 2, 3, 4, 5, 6, 7].map((day) => format.format(Date.UTC(2024, 0, day)));
}

function Day({ day, busiest }: { day: CalendarDay; busiest: number }) {
  const className = clsx(
    "relative block h-[38px] rounded-1 border pt-[3px] text-center text-xs leading-tight hover:no-underline max-md:h-11 max-md:pt-1.5 max-md:text-sm",
    day.kind === "data" && "border-transparent bg-sunken text-text",
    day.kind === "none" && "hatched border-transparent text-muted",
    day.kind === "hidden" && "border-dashed border-line-strong text-muted",
    day.kind === "future" && "border-transparent text-muted",
    day.today && "font-bold underline decoration-2 underline-offset-2 hover:underline",
    day.chosen && "z-[1] bg-selected font-bold ring-2 ring-accent",
  );
  const content = (
    <>
      <span aria-hidden="true">{Number(day.date.slice(8))}</span>
      <span className="sr-only">{day.name}</span>
      {day.kind === "data" && <Bar height={barHeight(day.changes ?? 0, busiest)} />}
      {day.failed && (
        <svg aria-hidden="true" viewBox="0 0 10 10" className="absolute -top-px -right-px size-2.5 fill-danger-mark">
          <path d="M0 0h10v10z" />
        </svg>
      )}
      {day.late && <span className="absolute top-px right-px size-1.5 rounded-full bg-warn-mark" />}
    </>
  );
  if (!day.href) {
    return <span className={className}>{content}</span>;
  }
  return (
    <TextLink
      href={day.href}
      scroll={false}
      data-date={day.date}
      title={day.name}
      aria-current={day.chosen ? "date" : undefined}
      className={className}
    >
      {content}
    </TextLink>
  );
}

function Bar({ height }: { height: number }) {
  return (
    <svg aria-hidden="true" className="absolute inset-x-[3px] bottom-[3px] h-[13px] w-[calc(100%-6px)]">
      <rect y={BAR_MAX_PX - height} width="100%" height={height} rx="1" className="fill-data" />
    </svg>
  );
}

/** A day with data shows at least one pixel: a run without change is not 'no data'. */
function barHeight(changes: number, busiest: number): number {
  if (changes <= 0 || busiest <= 0) return 1;
  return Math.max(2, Math.round(BAR_MAX_PX * Math.sqrt(changes / busiest)));
}
