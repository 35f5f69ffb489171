import { clsx } from "clsx";

/** A grey bar in the place of words that are on their way; shown after 200 ms. */
export function Skeleton({ className, tall }: { className?: string; tall?: boolean }) {
  return (
    <span
      aria-hidden="true"
      className={clsx(
        "appears-late my-[5px] block rounded-1 bg-neutral-soft",
        tall ? "h-3.5" : "h-2.5",
        className ?? "w-3/5",
      )}
    />
  );
}
