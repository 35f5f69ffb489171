import { useTranslations } from "next-intl";
import { CopyableId } from "@/components/patterns/copyable-id";
import { KeyValue } from "@/components/patterns/key-value";
import { Moment } from "@/components/patterns/moment";
import { Card } from "@/components/ui/card";
import type { DailyBillView } from "@/lib/domain/billing/bill-view";
import { Amount } from "./amount";
import { BilledInstance } from "./bills-table";
import { PriceLines } from "./price-lines";

/** One day of one instance, line by line (BIL-04). */
export function BillDetails({ bill, regionName }: { bill: DailyBillView; regionName: string }) {
  const t = useTranslations("billing.bills");
  const common = useTranslations("common.label");
  return (
    <div className="grid max-w-208 gap-4">
      <Card>
        <KeyValue
          columns={2}
          entries={[
            { label: t("id"), value: <CopyableId id={bill.billId} what={t("id")} /> },
            { label: t("day"), value: bill.businessDay },
            { label: t("instance"), value: <BilledInstance bill={bill} /> },
            { label: common("region"), value: regionName },
            { label: t("issued"), value: <Moment at={bill.issuedAt} /> },
          ]}
        />
      </Card>
      <Card flush>
        <PriceLines caption={t("lines")} per={t("unitPrice")} lines={bill.lines} />
        <p className="flex items-baseline justify-end gap-2 p-3 md:p-4 [:not(:first-child)]:border-t [:not(:first-child)]:border-line">
          {t("amount")}
          <strong className="text-2xl font-bold">
            <Amount micros={bill.amountMicros} />
          </strong>
        </p>
      </Card>
      <p className="max-w-prose text-sm text-text-2">{t("say")}</p>
    </div>
  );
}
