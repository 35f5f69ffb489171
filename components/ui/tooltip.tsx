import { clsx } from "clsx";
import { type ReactNode, useId } from "react";

/** More about a word, on hover and on focus; never the only place of something needed to act. */
export function Tooltip({
  text,
  children,
  align = "start",
}: {
  text: ReactNode;
  children: ReactNode;
  align?: "start" | "end";
}) {
  const id = useId();
  return (
    <span className="group/tip relative inline-block">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: who cannot hover must reach it too */}
      <span tabIndex={0} aria-describedby={id}>
        {children}
      </span>
      <span
        id={id}
        role="tooltip"
        className={clsx(
          "invisible absolute top-full z-10 mt-1 w-max max-w-72 rounded-2 bg-ink px-2 py-1 text-xs text-on-ink shadow-menu",
          "group-focus-within/tip:visible group-hover/tip:visible",
          align === "end" ? "right-0" : "left-0",
        )}
      >
        {text}
      </span>
    </span>
  );
}
