import { clsx } from "clsx";
import { TextLink } from "./text-link";

export interface TabLink {
  href: string;
  label: string;
  count?: string;
  current: boolean;
}

/** Tabs are links: which one is open stands in the URL. */
export function Tabs({ label, tabs }: { label: string; tabs: readonly TabLink[] }) {
  return (
    <nav
      aria-label={label}
      className="overflow-x-auto overflow-y-clip border-b border-line px-3 [scrollbar-width:none]"
    >
      <ul className="flex gap-1">
        {tabs.map((tab) => (
          <li key={tab.href}>
            <TextLink
              href={tab.href}
              scroll={false}
              aria-current={tab.current ? "page" : undefined}
              className={clsx(
                "-mb-px block border-b-2 px-3 pt-[9px] pb-2 text-sm whitespace-nowrap hover:bg-hover hover:no-underline -outline-offset-2",
                tab.current ? "border-accent font-bold text-text" : "border-transparent font-medium text-text-2",
              )}
            >
              {tab.label}
              {tab.count !== undefined && <span className="ml-1 font-normal text-muted">{tab.count}</span>}
            </TextLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}
