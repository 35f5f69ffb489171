import { clsx } from "clsx";
import { useFormatter } from "next-intl";

/** The fixed order of outcomes: what is done comes first, what is to go last. */
const OUTCOMES = ["done", "skipped", "failed", "moving", "toGo"] as const;
type Outcome = (typeof OUTCOMES)[number];

const FILLS: Record<Outcome, string> = {
  done: "fill-ok-mark",
  skipped: "fill-data-2",
  failed: "fill-danger-mark",
  moving: "fill-info-mark",
  toGo: "fill-data-soft",
};

export interface ProgressPart {
  outcome: Outcome;
  count: number;
  label: string;
}

/** One bar split by outcome; the legend carries the numbers. `name` is the sentence that a screen reader hears. */
export function Progress({ name, parts }: { name: string; parts: readonly ProgressPart[] }) {
  const format = useFormatter();
  const total = parts.reduce((sum, part) => sum + part.count, 0);
  const settled = total - countOf(parts, "toGo") - countOf(parts, "moving");
  let x = 0;
  return (
    <div>
      <div role="progressbar" aria-label={name} aria-valuemin={0} aria-valuemax={total} aria-valuenow={settled}>
        <svg aria-hidden="true" className="block h-2.5 w-full rounded-1 bg-data-soft">
          {OUTCOMES.map((outcome) => {
            const width = total > 0 ? (countOf(parts, outcome) / total) * 100 : 0;
            const start = x;
            x += width;
            return <rect key={outcome} x={`${start}%`} width={`${width}%`} height="100%" className={FILLS[outcome]} />;
          })}
        </svg>
      </div>
      <ul className="mt-3 flex flex-wrap gap-x-6 gap-y-2 text-sm">
        {parts.map((part) => (
          <li key={part.outcome} className="flex items-center gap-1.5">
            <svg aria-hidden="true" viewBox="0 0 9 9" className={clsx("size-[9px]", FILLS[part.outcome])}>
              <rect x=".5" y=".5" width="8" height="8" rx="2" className="stroke-line-strong" />
            </svg>
            {part.label} <strong className="font-bold">{format.number(part.count)}</strong>
          </li>
        ))}
      </ul>
    </div>
  );
}

function countOf(parts: readonly ProgressPart[], outcome: Outcome): number {
  return parts.find((part) => part.outcome === outcome)?.count ?? 0;
}
