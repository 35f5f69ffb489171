import { useTranslations } from "next-intl";
import { Amount } from "@/components/billing/amount";
import { PriceLineName } from "@/components/billing/price-line-name";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { RowActions } from "@/components/patterns/row-actions";
import { Mono } from "@/components/ui/mono";
import { TextLink } from "@/components/ui/text-link";
import type { PricingView } from "@/lib/domain/billing/describe-pricing";
import { Since } from "./since";

type Price = PricingView["prices"][number];

/** The price table (BIL-06, BIL-11): of each code what holds now, and since when. */
export function PricesTable({
  prices,
  changeHref,
}: {
  prices: readonly Price[];
  changeHref: (code: string) => string;
}) {
  const t = useTranslations("installation.price");
  const common = useTranslations("common.label");
  const columns: Column<Price>[] = [
    {
      id: "what",
      label: t("what"),
      kind: "name",
      cell: ({ code }) => (
        <>
          <span className="block font-medium">
            <PriceLineName code={code} />
          </span>
          <Mono muted>{code}</Mono>
        </>
      ),
    },
    {
      id: "per",
      label: t("per"),
      cell: ({ code }) => (code.endsWith(".day") ? t("perDay") : t("perMonth")),
    },
    { id: "since", label: t("since"), cell: ({ startsAt }) => <Since at={startsAt} /> },
    { id: "price", label: t("price"), kind: "number", cell: ({ amountMicros }) => <Amount micros={amountMicros} /> },
    {
      id: "actions",
      label: common("actions"),
      kind: "actions",
      cell: ({ code }) => (
        <RowActions name={code}>
          <TextLink href={changeHref(code)} scroll={false} aria-label={t("changeOf", { code })}>
            {t("change")}
          </TextLink>
        </RowActions>
      ),
    },
  ];
  return <DataTable caption={t("caption")} columns={columns} rows={prices} rowKey={({ code }) => code} />;
}
