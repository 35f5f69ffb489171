import { useFormatter, useTranslations } from "next-intl";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { Moment } from "@/components/patterns/moment";
import type { PagerLinks } from "@/components/patterns/pager";
import { RowActions } from "@/components/patterns/row-actions";
import { Mono } from "@/components/ui/mono";
import { TextLink } from "@/components/ui/text-link";
import type { DailyBillView } from "@/lib/domain/billing/bill-view";
import { PRICE_CODES } from "@/lib/domain/billing/instance-price-rules";
import { Amount } from "./amount";

/** What each pay-as-you-go instance cost on each day that is over (BIL-04). */
export function BillsTable({
  bills,
  region,
  regionNames,
  pager,
}: {
  bills: readonly DailyBillView[];
  /** The console's, which a bill is opened in. */
  region: string;
  regionNames: Readonly<Record<string, string>>;
  pager: PagerLinks;
}) {
  const t = useTranslations("billing.bills");
  const common = useTranslations("common.label");
  const format = useFormatter();
  const hrefOf = (bill: DailyBillView) => `/${region}/bills/${bill.billId}`;
  const columns: Column<DailyBillView>[] = [
    {
      id: "day",
      label: t("day"),
      kind: "name",
      cell: (bill) => (
        <>
          <TextLink href={hrefOf(bill)} className="block font-medium whitespace-nowrap">
            {bill.businessDay}
          </TextLink>
          <Mono muted>{bill.billId}</Mono>
        </>
      ),
    },
    {
      id: "instance",
      label: t("instance"),
      cell: (bill) => <BilledInstance bill={bill} />,
    },
    { id: "region", label: common("region"), cell: (bill) => regionNames[bill.region] ?? bill.region },
    { id: "keys", label: t("keys"), kind: "number", cell: (bill) => format.number(keysOf(bill)) },
    {
      id: "issued",
      label: t("issued"),
      leastNeeded: true,
      notOnPhone: true,
      cell: (bill) => <Moment at={bill.issuedAt} />,
    },
    { id: "amount", label: t("amount"), kind: "number", cell: (bill) => <Amount micros={bill.amountMicros} /> },
    {
      id: "actions",
      label: common("actions"),
      kind: "actions",
      cell: (bill) => (
        <RowActions name={bill.billId}>
          <TextLink href={hrefOf(bill)}>{common("details")}</TextLink>
        </RowActions>
      ),
    },
  ];
  return (
    <DataTable caption={t("caption")} columns={columns} rows={bills} rowKey={(bill) => bill.billId} pager={pager} />
  );
}

/** Its page says so itself where it has been released. */
export function BilledInstance({ bill }: { bill: Pick<DailyBillView, "region" | "instanceId" | "instanceName"> }) {
  return (
    <>
      {bill.instanceName && <span className="block">{bill.instanceName}</span>}
      <TextLink href={`/${bill.region}/instances/${bill.instanceId}`}>
        <Mono>{bill.instanceId}</Mono>
      </TextLink>
    </>
  );
}

const keysOf = ({ lines }: DailyBillView) => lines.find(({ code }) => code === PRICE_CODES.keyDay)?.quantity ?? 0;
