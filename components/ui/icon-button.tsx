import { clsx } from "clsx";
import type { ComponentProps } from "react";
import { Icon } from "./icon";

/** A drawing alone needs a name: it is required here. */
export function IconButton({
  label,
  path,
  className,
  type = "button",
  ...rest
}: { label: string; path: string } & Omit<ComponentProps<"button">, "children" | "aria-label">) {
  return (
    <button
      type={type}
      aria-label={label}
      className={clsx(
        "inline-flex size-control flex-none items-center justify-center rounded-2 text-text-2 enabled:hover:bg-hover",
        "disabled:cursor-not-allowed disabled:text-muted",
        className,
      )}
      {...rest}
    >
      <Icon path={path} />
    </button>
  );
}
