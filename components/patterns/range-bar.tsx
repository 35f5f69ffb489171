/** How much of an allowance holds data, right-aligned to today. Numbers stand beside it, so it says nothing itself. */
export function RangeBar({ held, allowed }: { held: number; allowed: number }) {
  const percent = allowed > 0 ? Math.min(100, (held / allowed) * 100) : 0;
  return (
    // Attributes, not styles: the content security policy allows no inline style.
    <svg aria-hidden="true" className="block h-1 w-full min-w-29 rounded-1 bg-data-soft">
      <rect x={`${100 - percent}%`} width={`${percent}%`} height="100%" rx="2" className="fill-data" />
    </svg>
  );
}
