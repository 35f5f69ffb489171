"use client";

import { useEffect, useState } from "react";

/** Business time, ticking from what the server said: this computer's own clock may be wrong or elsewhere. */
export function Clock({ now, timeZone }: { now: number; timeZone: string }) {
  const [moment, setMoment] = useState(now);

  useEffect(() => {
    const started = performance.now();
    setMoment(now);
    const timer = window.setInterval(() => setMoment(now + performance.now() - started), 1_000);
    return () => window.clearInterval(timer);
  }, [now]);

  const parts = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "medium" }).format(moment);
  return (
    <time dateTime={new Date(now).toISOString()}>
      <strong className="block font-mono text-md leading-tight font-bold text-text">{parts.slice(11)}</strong>
      {parts.slice(0, 10)} {zoneName(moment, timeZone)}
    </time>
  );
}

/** `UTC+08:00`: the offset is what one needs at night, the name of the city is not. */
function zoneName(moment: number, timeZone: string): string {
  const parts = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "longOffset" }).formatToParts(moment);
  const offset = parts.find((part) => part.type === "timeZoneName")?.value ?? "";
  return offset.replace("GMT", "UTC") || "UTC";
}
