import { clsx } from "clsx";
import type { ReactNode } from "react";

export function Card({
  title,
  actions,
  children,
  flush,
}: {
  title?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  /** The content reaches the edges: a table, tabs. */
  flush?: boolean;
}) {
  return (
    <section className={clsx("min-w-0 rounded-3 border border-line bg-surface", flush && "overflow-clip")}>
      {title && (
        <div className="flex flex-wrap items-center gap-3 border-b border-line p-3 md:px-4">
          <h2 className="flex-auto">{title}</h2>
          {actions}
        </div>
      )}
      <div className={clsx(!flush && "p-3 md:p-4")}>{children}</div>
    </section>
  );
}
