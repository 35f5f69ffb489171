import { useTimeZone, useTranslations } from "next-intl";
import type { ComponentProps, ReactNode } from "react";
import { Field } from "@/components/patterns/field";
import { FilterForm } from "@/components/patterns/filter-form";
import { Button, ButtonLink } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Select, type SelectOption } from "@/components/ui/select";
import { isFiltered, type ListQuery } from "./list-query";

/** The filters of a list of money, in the address; between which days is asked in all of them. */
export function ListFilters({
  query,
  path,
  children,
}: {
  query: ListQuery<"from" | "to">;
  path: string;
  children?: ReactNode;
}) {
  const t = useTranslations("billing.filter");
  const zone = useTimeZone() ?? "UTC";
  return (
    <FilterForm className="flex flex-wrap items-end gap-3 border-b border-line p-3 md:px-4 [&>*]:max-md:flex-1 [&>*]:max-md:basis-36">
      {children}
      <FilterInput label={t("from")} title={zone} name="from" type="date" value={query.set.from} />
      <FilterInput label={t("to")} title={zone} name="to" type="date" value={query.set.to} />
      <div className="flex gap-2">
        <Button type="submit">{t("apply")}</Button>
        {isFiltered(query) && (
          <ButtonLink tone="quiet" href={path} scroll={false}>
            {t("clear")}
          </ButtonLink>
        )}
      </div>
    </FilterForm>
  );
}

/** Follows the address: another value there is another field here. */
export function FilterInput({
  label,
  value,
  ...input
}: { label: string; value: string } & Omit<ComponentProps<typeof Input>, "prefix" | "value">) {
  return (
    <Field label={label}>
      {(wiring) => (
        <Input {...wiring} key={value} defaultValue={value} autoComplete="off" spellCheck={false} {...input} />
      )}
    </Field>
  );
}

export function FilterSelect({
  label,
  name,
  value,
  all,
  options,
}: {
  label: string;
  name: string;
  value: string;
  all: string;
  options: readonly SelectOption[];
}) {
  return (
    <Field label={label}>
      {(wiring) => (
        <Select
          {...wiring}
          key={value}
          name={name}
          defaultValue={value}
          options={[{ value: "", label: all }, ...options]}
        />
      )}
    </Field>
  );
}
