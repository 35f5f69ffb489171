import { clsx } from "clsx";
import type { ReactNode } from "react";

/** Facts about one thing, label and value; in two columns where there is room and `columns` says so. */
export function KeyValue({
  entries,
  columns = 1,
}: {
  entries: readonly { label: string; value: ReactNode }[];
  columns?: 1 | 2;
}) {
  return (
    <dl
      className={clsx(
        "grid grid-cols-[max-content_minmax(0,1fr)] gap-x-4 gap-y-1.5 text-sm md:gap-x-6",
        columns === 2 && "md:grid-cols-[max-content_minmax(0,1fr)_max-content_minmax(0,1fr)]",
      )}
    >
      {entries.map((entry) => (
        <div key={entry.label} className="contents">
          <dt className="max-w-36 text-muted md:max-w-none">{entry.label}</dt>
          <dd className="min-w-0">{entry.value}</dd>
        </div>
      ))}
    </dl>
  );
}
