import { clsx } from "clsx";
import Link from "next/link";
import type { ComponentProps } from "react";

const TONES = {
  primary:
    "border-accent-solid bg-accent-solid text-on-accent enabled:hover:bg-accent-solid-hover [a&]:hover:bg-accent-solid-hover",
  secondary: "border-line-strong bg-surface text-text enabled:hover:bg-hover [a&]:hover:bg-hover",
  quiet: "border-transparent text-accent enabled:hover:bg-hover [a&]:hover:bg-hover",
  danger:
    "border-danger-solid bg-danger-solid text-on-danger enabled:hover:bg-danger-solid-hover [a&]:hover:bg-danger-solid-hover",
} as const;

const SIZES = {
  md: "min-h-control px-3 py-[3px] text-md",
  sm: "min-h-control-sm px-2 py-px text-xs",
} as const;

export type ButtonTone = keyof typeof TONES;
interface Look {
  tone?: ButtonTone;
  size?: keyof typeof SIZES;
}

function buttonClass({ tone = "secondary", size = "md" }: Look, className?: string) {
  return clsx(
    "inline-flex items-center justify-center gap-1.5 rounded-2 border font-medium leading-tight whitespace-nowrap",
    "transition-colors duration-(--t-fast) hover:no-underline",
    "aria-disabled:cursor-help aria-disabled:border-neutral-line aria-disabled:bg-neutral-soft aria-disabled:text-muted",
    "disabled:cursor-not-allowed disabled:border-neutral-line disabled:bg-neutral-soft disabled:text-muted",
    TONES[tone],
    SIZES[size],
    className,
  );
}

/** A button says the verb of the specification, never a bare OK where the specification has another word. */
export function Button({ tone, size, className, type = "button", ...rest }: Look & ComponentProps<"button">) {
  return <button type={type} className={buttonClass({ tone, size }, className)} {...rest} />;
}

/** A link that looks like a button: it leads somewhere, an open panel or page included. */
export function ButtonLink({ tone, size, className, ...rest }: Look & ComponentProps<typeof Link>) {
  return <Link prefetch={false} className={buttonClass({ tone, size }, className)} {...rest} />;
}
