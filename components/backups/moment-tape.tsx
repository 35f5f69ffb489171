"use client";

import { useRouter } from "next/navigation";
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from "react";

/** A run of the day on the tape. Short, because there are 288 of them. */
export interface TapeTick {
  /** The business clock's time, `14:35`, as the address has it. */
  time: string;
  /** Of the day's length, 0 to 1. */
  x: number;
  changes: number;
  is: "full" | "increment" | "failed";
}

const WIDTH = 1152;
const HEIGHT = 40;
const HOUR = 12;

/**
 * The runs of a day (BKP-30): a foot for each, a bar for what changed, full height in red for a failure, a tall grey foot
 * for the full backup, a pin for the chosen moment. One tick by the arrow keys, an hour with Shift, one change by Page
 * Up and Down; the tables follow when the key is let go.
 */
export function MomentTape({
  ticks,
  chosen,
  baseHref,
  label,
  none,
  changes,
}: {
  ticks: readonly TapeTick[];
  /** Time of the chosen moment, or empty. */
  chosen: string;
  /** The page's address without a time, ending so that one can be added. */
  baseHref: string;
  label: string;
  /** What the slider says while no moment is chosen. */
  none: string;
  /** A number of changes in words, for each number that occurs. */
  changes: Readonly<Record<number, string>>;
}) {
  const router = useRouter();
  const box = useRef<SVGSVGElement>(null);
  const held = ticks.filter(({ is }) => is !== "failed");
  const last = held.length - 1;
  const given = held.findLastIndex(({ time }) => time === chosen);
  const [at, setAt] = useState(given);
  useEffect(() => setAt(given), [given]);
  const most = Math.max(1, ...ticks.map((tick) => tick.changes));
  const pin = held[at];

  function go(index: number) {
    const tick = held[index];
    if (tick && tick.time !== chosen)
      router.replace(`${baseHref}time=${encodeURIComponent(tick.time)}`, { scroll: false });
  }

  function onKeyDown(event: KeyboardEvent) {
    const from = at < 0 ? last : at;
    const step = event.shiftKey ? HOUR : 1;
    const to = {
      ArrowLeft: from - step,
      ArrowDown: from - step,
      ArrowRight: from + step,
      ArrowUp: from + step,
      Home: 0,
      End: last,
      PageUp: held.findLastIndex((tick, index) => index < from && tick.changes > 0),
      PageDown: held.findIndex((tick, index) => index > from && tick.changes > 0),
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    if (event.key.startsWith("Page") && to < 0) return;
    setAt(Math.min(Math.max(to, 0), last));
  }

  function onPointerUp(event: PointerEvent) {
    const { left, width } = box.current?.getBoundingClientRect() ?? { left: 0, width: 1 };
    const x = (event.clientX - left) / width;
    const near = held.reduce(
      (best, tick, index) => (Math.abs(tick.x - x) < Math.abs((held[best]?.x ?? 9) - x) ? index : best),
      0,
    );
    setAt(near);
    go(near);
  }

  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={Math.max(0, last)}
      aria-valuenow={at < 0 ? last : at}
      aria-valuetext={pin ? `${pin.time}, ${changes[pin.changes] ?? pin.changes}` : none}
      onKeyDown={onKeyDown}
      onKeyUp={() => go(at)}
      onPointerUp={onPointerUp}
      className="cursor-pointer touch-manipulation rounded-1"
    >
      <svg
        ref={box}
        aria-hidden="true"
        viewBox={`0 0 ${WIDTH} ${HEIGHT + 10}`}
        preserveAspectRatio="none"
        className="block h-14 w-full"
      >
        <rect y={HEIGHT + 8.5} width={WIDTH} height="0.5" className="fill-line-strong" />
        {ticks.map((tick, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two runs may bear one time
          <Mark key={index} tick={tick} most={most} />
        ))}
        {pin && (
          <g className="fill-accent stroke-accent">
            <rect x={pin.x * WIDTH} y={6} width="1.5" height={HEIGHT + 4} />
            <path d={`M${pin.x * WIDTH - 5} 0h11v6l-5.5 5-5.5-5z`} />
          </g>
        )}
      </svg>
    </div>
  );
}

function Mark({ tick: { x, is, changes }, most }: { tick: TapeTick; most: number }) {
  const left = x * WIDTH + 0.5;
  const foot = HEIGHT + 4;
  if (is === "failed") return <rect x={left} y={10} width="3" height={HEIGHT} className="fill-danger-mark" />;
  const height = changes > 0 ? Math.max(4, Math.sqrt(changes / most) * (HEIGHT - 8)) : 0;
  return (
    <>
      {is === "full" && <rect x={left} y={foot - 14} width="3" height="20" className="fill-text-2" />}
      <rect x={left} y={foot} width="3" height="5" className="fill-line-strong" />
      {height > 0 && <rect x={left} y={foot - height} width="3" height={height} className="fill-data" />}
    </>
  );
}
