import { type ReactNode, useId } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { chevronDownIcon, filterIcon } from "@/components/ui/icon-paths";

/**
 * The filters that have no place in the bar, within its form: boxes and fields behind one button, which says how many are
 * set, and a button that applies them together. `state` is what the address holds: the boxes follow it.
 */
export function FilterMenu({
  label,
  say,
  count,
  apply,
  state,
  children,
}: {
  label: string;
  /** How the filters work together. */
  say: ReactNode;
  count: number;
  apply: string;
  state: string;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <span className="inline-flex">
      <Button popoverTarget={id}>
        <Icon path={filterIcon} size="sm" />
        {label}
        {count > 0 && <Badge tone="info">{String(count)}</Badge>}
        <Icon path={chevronDownIcon} size="sm" className="text-text-2" />
      </Button>
      <div
        id={id}
        popover="auto"
        data-align="start"
        className="menu rises max-h-[min(40rem,calc(100dvh-5rem))] w-[min(40rem,calc(100vw-2rem))] overflow-auto rounded-3 border border-line bg-raised text-sm text-text shadow-menu"
      >
        <div key={state} className="grid gap-4 p-4 md:grid-cols-2">
          {children}
        </div>
        <div className="sticky bottom-0 flex flex-wrap items-center gap-2 border-t border-line bg-raised px-4 py-3">
          <p className="flex-1 basis-48 text-xs text-text-2">{say}</p>
          <Button type="submit" tone="primary">
            {apply}
          </Button>
        </div>
      </div>
    </span>
  );
}
