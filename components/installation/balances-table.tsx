import { useTranslations } from "next-intl";
import { Amount } from "@/components/billing/amount";
import { type Column, DataTable } from "@/components/patterns/data-table";
import type { PagerLinks } from "@/components/patterns/pager";
import { RowActions } from "@/components/patterns/row-actions";
import { Mono } from "@/components/ui/mono";
import { TextLink } from "@/components/ui/text-link";
import type { AccountBalance } from "@/lib/domain/billing/list-account-balances";

/** What each account of the deployment can spend. */
export function BalancesTable({
  accounts,
  topUpHref,
  pager,
}: {
  accounts: readonly AccountBalance[];
  topUpHref: (accountId: string) => string;
  pager: PagerLinks;
}) {
  const t = useTranslations("installation.balances");
  const topUp = useTranslations("installation.topUp");
  const common = useTranslations("common.label");
  const columns: Column<AccountBalance>[] = [
    {
      id: "account",
      label: t("account"),
      kind: "name",
      cell: ({ name, accountId }) => (
        <>
          <span className="block font-medium">{name}</span>
          <Mono muted>{accountId}</Mono>
        </>
      ),
    },
    {
      id: "balance",
      label: t("balance"),
      kind: "number",
      cell: ({ balanceMicros }) =>
        balanceMicros < 0n ? (
          <strong className="font-bold text-danger">
            <Amount micros={balanceMicros} />
          </strong>
        ) : (
          <Amount micros={balanceMicros} />
        ),
      news: ({ balanceMicros }) => balanceMicros < 0n && t("owes"),
    },
    {
      id: "actions",
      label: common("actions"),
      kind: "actions",
      cell: ({ name, accountId }) => (
        <RowActions name={name}>
          <TextLink href={topUpHref(accountId)} scroll={false} aria-label={topUp("title", { name })}>
            {topUp("verb")}
          </TextLink>
        </RowActions>
      ),
    },
  ];
  return (
    <DataTable
      caption={t("caption")}
      columns={columns}
      rows={accounts}
      rowKey={({ accountId }) => accountId}
      pager={pager}
    />
  );
}
