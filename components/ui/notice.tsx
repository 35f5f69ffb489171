import { clsx } from "clsx";
import type { ReactNode } from "react";
import { Icon } from "./icon";
import { infoIcon, octagonXIcon, triangleAlertIcon } from "./icon-paths";

const TONES = {
  info: { box: "border-info-line bg-info-soft", mark: "text-info", path: infoIcon },
  warn: { box: "border-warn-line bg-warn-soft", mark: "text-warn", path: triangleAlertIcon },
  danger: { box: "border-danger-line bg-danger-soft", mark: "text-danger", path: octagonXIcon },
  plain: { box: "border-line bg-surface", mark: "text-muted", path: infoIcon },
} as const;

/** One notice under the title: what, since when, what is still safe, at most two buttons. */
export function Notice({
  tone,
  title,
  children,
  actions,
  live,
}: {
  tone: keyof typeof TONES;
  title: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
  /** For one that appears after the page: read out when it does. */
  live?: boolean;
}) {
  const look = TONES[tone];
  return (
    <div
      role={live ? "alert" : undefined}
      className={clsx("flex flex-wrap items-start gap-3 rounded-2 border p-3 text-sm", look.box)}
    >
      <Icon path={look.path} className={clsx("mt-0.5", look.mark)} />
      <div className="min-w-0 flex-1 basis-48">
        <strong className="block font-bold">{title}</strong>
        {children && <div className="text-text-2">{children}</div>}
      </div>
      {actions && <div className="flex gap-2 max-md:w-full max-md:*:flex-1">{actions}</div>}
    </div>
  );
}
