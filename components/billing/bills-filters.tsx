import { useTranslations } from "next-intl";
import type { BillsQuery } from "./bills-query";
import { FilterInput, ListFilters } from "./list-filters";

export function BillsFilters({ query, path }: { query: BillsQuery; path: string }) {
  const t = useTranslations("billing.filter");
  return (
    <ListFilters query={query} path={path}>
      <div className="max-w-88 min-w-0 flex-1 basis-64 max-md:max-w-none max-md:basis-full!">
        <FilterInput
          label={t("instance")}
          name="instance"
          type="search"
          value={query.set.instance}
          placeholder="kst-…"
          className="font-mono"
        />
      </div>
    </ListFilters>
  );
}
