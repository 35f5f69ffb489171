import { clsx } from "clsx";
import { useFormatter } from "next-intl";
import { Moment } from "@/components/patterns/moment";

const DAY_MS = 86_400_000;

/** A past moment over its clock time: relative within a day, with the date after that. */
export function Ago({ at, now, bad }: { at: Date; now: Date; bad?: boolean }) {
  return (
    <>
      <span className={clsx("block whitespace-nowrap", bad && "font-bold text-danger")}>
        <AgoFigure at={at} now={now} />
      </span>
      <span className="block text-xs text-muted">
        <Moment at={at} only="time" />
      </span>
    </>
  );
}

/** The first line alone, where the clock time stands beside it. */
export function AgoFigure({ at, now }: { at: Date; now: Date }) {
  const format = useFormatter();
  if (now.getTime() - at.getTime() >= DAY_MS) return <Moment at={at} only="date" />;
  return format.relativeTime(at, { now, style: "short" });
}
