import { useFormatter, useTranslations } from "next-intl";
import { type Column, DataTable } from "@/components/patterns/data-table";
import type { PriceLine } from "@/lib/domain/billing/instance-price-rules";
import { Amount } from "./amount";
import { PriceLineName } from "./price-line-name";

/** The lines of a price: what, how many, at what unit price. */
export function PriceLines({
  caption,
  per,
  lines,
}: {
  caption: string;
  /** What a unit's price is for: a month, a day. */
  per: string;
  lines: readonly PriceLine[];
}) {
  const t = useTranslations("billing.order");
  const format = useFormatter();
  if (lines.length === 0) return null;
  const columns: Column<PriceLine>[] = [
    { id: "item", label: t("item"), kind: "name", cell: (line) => <PriceLineName code={line.code} /> },
    { id: "quantity", label: t("quantity"), kind: "number", cell: (line) => format.number(line.quantity) },
    { id: "unit", label: per, kind: "number", cell: (line) => <Amount micros={line.unitMicros} /> },
    { id: "amount", label: t("amount"), kind: "number", cell: (line) => <Amount micros={line.amountMicros} /> },
  ];
  return <DataTable caption={caption} columns={columns} rows={lines} rowKey={(line) => line.code} />;
}
