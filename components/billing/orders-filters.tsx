import { useTranslations } from "next-intl";
import { FilterInput, FilterSelect, ListFilters } from "./list-filters";
import type { OrdersQuery } from "./orders-query";

/** What narrows the list of orders (BIL-03). */
export function OrdersFilters({ query, path }: { query: OrdersQuery; path: string }) {
  const t = useTranslations("billing.filter");
  const types = useTranslations("billing.type");
  const states = useTranslations("states.order");
  const { set } = query;
  return (
    <ListFilters query={query} path={path}>
      <div className="min-w-0 flex-1 basis-64 max-md:basis-full!">
        <FilterInput
          label={t("ids")}
          name="id"
          type="search"
          value={set.id}
          placeholder={t("idsPlaceholder")}
          className="font-mono placeholder:font-sans"
        />
      </div>
      <FilterSelect
        label={t("type")}
        name="type"
        value={set.type}
        all={t("all")}
        options={[
          { value: "NEW", label: types("new") },
          { value: "RENEW", label: types("renew") },
          { value: "UPGRADE", label: types("upgrade") },
          { value: "EXTEND", label: types("extend") },
          { value: "REFUND", label: types("refund") },
        ]}
      />
      <FilterSelect
        label={t("state")}
        name="state"
        value={set.state}
        all={t("all")}
        options={[
          { value: "Unpaid", label: states("Unpaid") },
          { value: "Paid", label: states("Paid") },
          { value: "Fulfilled", label: states("Fulfilled") },
          { value: "Cancelled", label: states("Cancelled") },
        ]}
      />
      <FilterSelect
        label={t("product")}
        name="product"
        value={set.product}
        all={t("all")}
        options={[
          { value: "instance.software", label: t("productInstance") },
          { value: "plan.default-key-rotation", label: t("productPlan") },
          { value: "plan.instance-backup", label: t("productBackup") },
        ]}
      />
    </ListFilters>
  );
}
