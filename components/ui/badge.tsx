import { clsx } from "clsx";
import type { ReactNode } from "react";
import { Icon } from "./icon";

export type Tone = "ok" | "neutral" | "info" | "warn" | "danger";

const TONES: Record<Tone, string> = {
  ok: "border-ok-line bg-ok-soft text-ok",
  neutral: "border-neutral-line bg-neutral-soft text-text-2",
  info: "border-info-line bg-info-soft text-info",
  warn: "border-warn-line bg-warn-soft text-warn",
  danger: "border-danger-line bg-danger-soft text-danger",
};

/** Word, icon and colour in one; never colour alone. */
export function Badge({
  tone,
  icon,
  spins,
  children,
}: {
  tone: Tone;
  icon?: string;
  spins?: boolean;
  children: ReactNode;
}) {
  return (
    <span
      className={clsx(
        "inline-flex items-center gap-[5px] rounded-1 border py-0.5 pr-[7px] text-xs leading-[1.3] font-medium whitespace-nowrap",
        icon ? "pl-[5px]" : "pl-[7px]",
        TONES[tone],
      )}
    >
      {icon && <Icon path={icon} size="sm" className={clsx("stroke-[1.75]", spins && "spins")} />}
      {children}
    </span>
  );
}

/** A label that carries no state: a tag `env=prod`. */
export function TagChip({ children }: { children: ReactNode }) {
  return (
    <span className="inline-block max-w-full truncate rounded-1 bg-neutral-soft px-1.5 py-px align-bottom text-xs text-text-2">
      {children}
    </span>
  );
}
