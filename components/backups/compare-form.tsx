import { useTranslations } from "next-intl";
import { Field } from "@/components/patterns/field";
import { FilterForm } from "@/components/patterns/filter-form";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import type { QueryableRange } from "@/lib/domain/backups/queryable-range-rules";
import type { CompareAddress } from "./compare-address";

/** Which two moments; the second may be now. */
export function CompareForm({
  address: { from, to, kind, change },
  range,
  zone,
}: {
  address: CompareAddress;
  range: QueryableRange | null;
  zone: string;
}) {
  const t = useTranslations("backups.compare");
  const bounds = range ? { min: `${range.from}T00:00`, max: `${range.to}T23:59` } : {};
  return (
    <FilterForm key={`${from} ${to}`} className="flex flex-wrap items-start gap-x-4 gap-y-3">
      <input type="hidden" name="kind" value={kind} />
      <input type="hidden" name="change" value={change} />
      <Field label={t("from")} help={zone}>
        {(wiring) => (
          <Input {...wiring} type="datetime-local" name="from" step={300} required defaultValue={from} {...bounds} />
        )}
      </Field>
      <Field label={t("to")} help={t("toHelp")} optional>
        {(wiring) => <Input {...wiring} type="datetime-local" name="to" step={300} defaultValue={to} {...bounds} />}
      </Field>
      {/* In line with the fields, below their labels. */}
      <Button type="submit" tone="primary" className="md:mt-6">
        {t("compare")}
      </Button>
    </FilterForm>
  );
}
