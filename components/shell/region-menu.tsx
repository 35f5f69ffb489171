"use client";

import { usePathname } from "next/navigation";
import { Icon } from "@/components/ui/icon";
import { checkIcon, chevronDownIcon, globeIcon } from "@/components/ui/icon-paths";
import { Menu } from "@/components/ui/menu";
import { menuItemClass } from "@/components/ui/menu-item";
import { TextLink } from "@/components/ui/text-link";

export interface RegionOption {
  id: string;
  /** In the language of the page (REG-07). */
  name: string;
}

/**
 * REG-01. Switching keeps the page: from Keys here to Keys there. From a details page it leads to its list, because
 * another region holds other resources.
 */
export function RegionMenu({
  label,
  regions,
  region,
}: {
  label: string;
  regions: readonly RegionOption[];
  region: string;
}) {
  const [, first, ...sections] = usePathname().split("/");
  const section = sections.slice(0, sections[0] === "ram" ? 2 : 1).join("/");
  // A page of the account stands under no region: choosing one there leads to its overview.
  const page = first === region && section ? `/${section}` : "";
  const name = regions.find((option) => option.id === region)?.name ?? region;
  return (
    <Menu
      label={`${label}: ${name}`}
      align="start"
      triggerClass="inline-flex min-h-8 min-w-0 items-center gap-1.5 rounded-2 px-2 text-sm whitespace-nowrap text-text-2 hover:bg-hover pointer-coarse:min-h-11 max-md:px-1.5"
      trigger={
        <>
          <Icon path={globeIcon} />
          <span className="max-w-36 truncate md:max-w-none">{name}</span>
          <Icon path={chevronDownIcon} size="sm" />
        </>
      }
    >
      {regions.map((option) => (
        <TextLink
          key={option.id}
          href={`/${option.id}${page}`}
          aria-current={option.id === region}
          className={menuItemClass()}
        >
          <span className="flex-1">{option.name}</span>
          <span className="font-mono text-xs font-normal text-muted">{option.id}</span>
          <Icon path={checkIcon} className={option.id === region ? "" : "invisible"} />
        </TextLink>
      ))}
    </Menu>
  );
}
