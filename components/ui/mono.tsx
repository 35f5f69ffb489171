import { clsx } from "clsx";

/** An identifier: mono, whole where it fits, else cut at the end with the whole as its title. */
export function Mono({ children, muted, className }: { children: string; muted?: boolean; className?: string }) {
  return (
    <span
      title={children}
      className={clsx(
        "inline-block max-w-full truncate align-bottom font-mono text-xs [font-variant-ligatures:none]",
        muted && "text-muted",
        className,
      )}
    >
      {children}
    </span>
  );
}
