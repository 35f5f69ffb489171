import type { ReactNode } from "react";
import { Breadcrumb, type Crumb } from "./breadcrumb";

/** Breadcrumb, title with state, one line of facts; actions at the right, the primary last. */
export function PageHeader({
  title,
  state,
  facts,
  actions,
  crumbs,
}: {
  title: ReactNode;
  state?: ReactNode;
  facts?: ReactNode;
  actions?: ReactNode;
  crumbs?: readonly Crumb[];
}) {
  return (
    <header className="mb-3 md:mb-4">
      {crumbs && <Breadcrumb crumbs={crumbs} />}
      <div className="flex flex-wrap items-start gap-3">
        <div className="min-w-0 flex-1 basis-80">
          <h1 className="flex flex-wrap items-center gap-3">
            {title}
            {state}
          </h1>
          {facts && <div className="mt-1 max-w-prose text-sm text-text-2">{facts}</div>}
        </div>
        {actions && <div className="flex flex-wrap gap-2 max-md:w-full max-md:*:flex-1">{actions}</div>}
      </div>
    </header>
  );
}
