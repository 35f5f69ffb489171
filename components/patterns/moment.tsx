import { useTimeZone } from "next-intl";

/** A moment in business time, `2026-11-22 03:12`; the zone stands once at the foot of the navigation, UTC on hover. */
export function Moment({ at, only }: { at: Date | string | number; only?: "date" | "time" }) {
  const timeZone = useTimeZone() ?? "UTC";
  const moment = new Date(at);
  const [date, time] = businessParts(moment, timeZone);
  return (
    <time
      dateTime={moment.toISOString()}
      title={`${moment.toISOString().slice(0, 16).replace("T", " ")} UTC`}
      className="whitespace-nowrap"
    >
      {only === "date" ? date : only === "time" ? time : `${date} ${time}`}
    </time>
  );
}

/** Swedish writes dates as ISO 8601 does, in any zone. */
function businessParts(moment: Date, timeZone: string): [string, string] {
  const text = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "short" }).format(moment);
  return [text.slice(0, 10), text.slice(11)];
}
