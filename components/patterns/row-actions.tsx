import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Icon } from "@/components/ui/icon";
import { moreIcon } from "@/components/ui/icon-paths";
import { Menu } from "@/components/ui/menu";

/**
 * At most two actions in words (links: a page, or a panel named in the URL) and a menu for the rest. What is impossible
 * for this row is absent here, and explained on its details page. `name` says which row the menu belongs to.
 */
export function RowActions({ name, children, more }: { name: string; children: ReactNode; more?: ReactNode }) {
  const t = useTranslations("common.list");
  return (
    <span className="row-actions -my-[3px] flex items-center gap-3">
      {children}
      {more && (
        <Menu label={t("more", { name })} trigger={<Icon path={moreIcon} />}>
          {more}
        </Menu>
      )}
    </span>
  );
}
