import { clsx } from "clsx";
import type { ComponentProps, ReactNode } from "react";

export const controlClass = clsx(
  "w-full min-w-0 rounded-2 border border-line-strong bg-surface px-2.5 text-sm text-text",
  "aria-invalid:border-danger-mark aria-invalid:ring-1 aria-invalid:ring-danger-mark",
  "disabled:cursor-not-allowed disabled:border-neutral-line disabled:bg-neutral-soft disabled:text-muted",
);

/** `prefix` is what the value always begins with, such as `alias/`; it is shown, not sent. */
export function Input({
  prefix,
  className,
  ...rest
}: { prefix?: ReactNode } & Omit<ComponentProps<"input">, "prefix">) {
  if (!prefix) return <input className={clsx(controlClass, "min-h-control", className)} {...rest} />;
  return (
    <span className="relative flex items-center rounded-2 border border-line-strong bg-surface text-sm focus-within:outline-(--focus) focus-within:outline-2 focus-within:outline-offset-2 has-aria-invalid:border-danger-mark has-aria-invalid:ring-1 has-aria-invalid:ring-danger-mark">
      <span className="pl-2.5 whitespace-nowrap text-muted select-none">{prefix}</span>
      <input
        className={clsx(
          "min-h-[calc(var(--control)-2px)] w-full min-w-0 bg-transparent pr-2.5 pl-1 outline-none",
          className,
        )}
        {...rest}
      />
    </span>
  );
}

export function Textarea({ className, rows = 3, ...rest }: ComponentProps<"textarea">) {
  return <textarea rows={rows} className={clsx(controlClass, "py-1.5 leading-normal", className)} {...rest} />;
}
