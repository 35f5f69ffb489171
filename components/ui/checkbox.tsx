import { clsx } from "clsx";
import type { ComponentProps, ReactNode } from "react";

export function Checkbox({
  children,
  help,
  className,
  ...rest
}: { children: ReactNode; help?: ReactNode } & Omit<ComponentProps<"input">, "type" | "children">) {
  return (
    <label className={clsx("flex items-start gap-2 text-sm has-disabled:text-muted", className)}>
      <input
        type="checkbox"
        className="mt-[3px] size-4 flex-none pointer-coarse:size-6 pointer-coarse:mt-0"
        {...rest}
      />
      <span className="min-w-0">
        {children}
        {help && <span className="block text-xs text-muted">{help}</span>}
      </span>
    </label>
  );
}
