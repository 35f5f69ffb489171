import { clsx } from "clsx";
import { useTranslations } from "next-intl";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { Moment } from "@/components/patterns/moment";
import type { PagerLinks } from "@/components/patterns/pager";
import { Mono } from "@/components/ui/mono";
import { TextLink } from "@/components/ui/text-link";
import type { LedgerMovementView } from "@/lib/domain/billing/list-ledger-movements";
import { Amount } from "./amount";

/** What came to the balance and went from it, and what it was after each. */
export function StatementTable({
  movements,
  region,
  pager,
}: {
  movements: readonly LedgerMovementView[];
  region: string;
  pager: PagerLinks;
}) {
  const t = useTranslations("billing.statement");
  const columns: Column<LedgerMovementView>[] = [
    {
      id: "kind",
      label: t("kind"),
      kind: "name",
      cell: ({ kind }) => <MovementKind kind={kind} />,
    },
    { id: "at", label: t("at"), cell: ({ at }) => <Moment at={at} /> },
    { id: "of", label: t("of"), cell: (movement) => <MovementOf movement={movement} region={region} /> },
    { id: "note", label: t("note"), cell: ({ note }) => note || "–" },
    {
      id: "amount",
      label: t("amount"),
      kind: "number",
      cell: ({ amountMicros }) => <Amount micros={amountMicros} />,
    },
    {
      id: "balance",
      label: t("balance"),
      kind: "number",
      cell: ({ balanceMicros }) => (
        <span className={clsx("font-medium", balanceMicros < 0n && "text-danger")}>
          <Amount micros={balanceMicros} />
        </span>
      ),
    },
  ];
  return (
    <DataTable
      caption={t("caption")}
      columns={columns}
      rows={movements}
      rowKey={({ movementId }) => movementId}
      pager={pager}
    />
  );
}

function MovementKind({ kind }: Pick<LedgerMovementView, "kind">) {
  const t = useTranslations("billing.statement.kinds");
  switch (kind) {
    case "TestBalance":
      return t("testBalance");
    case "TopUp":
      return t("topUp");
    case "OrderPayment":
      return t("orderPayment");
    case "OrderRefund":
      return t("orderRefund");
    case "DailyBill":
      return t("dailyBill");
  }
}

function MovementOf({ movement: { orderId, billId }, region }: { movement: LedgerMovementView; region: string }) {
  const id = orderId ?? billId;
  if (!id) return "–";
  return (
    <TextLink href={`/${region}/${orderId ? "orders" : "bills"}/${id}`}>
      <Mono>{id}</Mono>
    </TextLink>
  );
}
