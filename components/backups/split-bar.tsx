import { clsx } from "clsx";
import type { ReactNode } from "react";
import { TextLink } from "@/components/ui/text-link";

const FILLS = {
  done: "fill-ok-mark",
  added: "fill-info-mark",
  left: "fill-line-strong",
  failed: "fill-danger-mark",
  toGo: "fill-data-soft",
} as const;

export interface Share {
  is: keyof typeof FILLS;
  count: number;
  /** The number as it is written, and what it counts. */
  figure: string;
  label: string;
  /** Where only these are shown. */
  href?: string;
  current?: boolean;
}

/** One bar split by outcome in fixed order; the legend carries the numbers and leads to each. */
export function SplitBar({ shares, children }: { shares: readonly Share[]; children?: ReactNode }) {
  const total = Math.max(
    1,
    shares.reduce((sum, { count }) => sum + count, 0),
  );
  let before = 0;
  const parts = shares.map((share) => {
    const x = (before / total) * 100;
    before += share.count;
    return { ...share, x, width: (share.count / total) * 100 };
  });
  return (
    <>
      {/* Attributes, not styles: the content security policy allows no inline style. */}
      <svg aria-hidden="true" className="block h-3 w-full overflow-hidden rounded-1">
        {parts.map(
          ({ is, x, width, count }) =>
            count > 0 && <rect key={is} x={`${x}%`} width={`${width}%`} height="100%" className={FILLS[is]} />,
        )}
      </svg>
      <ul className="mt-3 flex flex-wrap gap-x-5 gap-y-1.5 text-sm">
        {shares.map(({ is, figure, label, href, count, current }) => (
          <li key={is} className="flex items-center gap-1.5">
            <svg aria-hidden="true" viewBox="0 0 10 10" className="size-2.5 flex-none">
              <rect width="10" height="10" rx="2" className={FILLS[is]} />
            </svg>
            <strong className="font-bold">{figure}</strong>
            {href && count > 0 ? (
              <TextLink
                href={href}
                scroll={false}
                aria-current={current ? "true" : undefined}
                className={clsx("underline underline-offset-2", current && "font-bold")}
              >
                {label}
              </TextLink>
            ) : (
              <span className="text-text-2">{label}</span>
            )}
          </li>
        ))}
      </ul>
      {children}
    </>
  );
}
