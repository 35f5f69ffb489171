import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Icon } from "@/components/ui/icon";
import { searchIcon } from "@/components/ui/icon-paths";
import { Input } from "@/components/ui/input";
import { FilterForm } from "./filter-form";

/**
 * Search and filters above a list; they live in the URL, so a reload and a link keep them. `children` are `Select`s
 * with a `prefix` and a `name`; `keep` is what else the address holds (tab, sort).
 */
export function FilterBar({
  search,
  keep = {},
  count,
  children,
}: {
  search?: { name: string; value: string; placeholder: string };
  keep?: Readonly<Record<string, string>>;
  count?: ReactNode;
  children?: ReactNode;
}) {
  const t = useTranslations("common.list");
  return (
    <FilterForm className="flex flex-wrap items-center gap-2 border-b border-line p-3 md:px-4">
      {Object.entries(keep).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {search && (
        <span className="relative flex max-w-88 flex-1 basis-56 items-center max-md:max-w-none max-md:basis-full">
          <Icon path={searchIcon} className="pointer-events-none absolute left-2.5 text-muted" />
          <Input
            type="search"
            name={search.name}
            defaultValue={search.value}
            placeholder={search.placeholder}
            aria-label={t("search")}
            className="pl-8"
          />
        </span>
      )}
      {children}
      {count && <span className="ml-auto text-xs whitespace-nowrap text-muted">{count}</span>}
    </FilterForm>
  );
}
