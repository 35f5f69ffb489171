import { clsx } from "clsx";

/** The look of a link or button within a `Menu`. */
export function menuItemClass({ danger }: { danger?: boolean } = {}) {
  return clsx(
    "flex w-full items-center gap-2 rounded-2 px-2 py-1.5 text-left text-sm whitespace-nowrap hover:bg-hover hover:no-underline",
    "pointer-coarse:min-h-11 aria-[current=true]:bg-selected aria-[current=true]:font-bold",
    danger ? "text-danger" : "text-text",
  );
}
