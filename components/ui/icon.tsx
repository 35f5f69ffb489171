import { clsx } from "clsx";

const SIZES = { md: "size-4", sm: "size-3.5", xs: "size-3" } as const;

/** A drawing of `icon-paths.ts`. It only repeats what a word beside it or its control's name says. */
export function Icon({
  path,
  size = "md",
  className,
}: {
  path: string;
  size?: keyof typeof SIZES;
  className?: string | undefined;
}) {
  return (
    <svg
      viewBox="0 0 16 16"
      aria-hidden="true"
      className={clsx(
        "inline-block flex-none fill-none stroke-current stroke-[1.5] [stroke-linecap:round] [stroke-linejoin:round]",
        SIZES[size],
        className,
      )}
    >
      <path d={path} />
    </svg>
  );
}
