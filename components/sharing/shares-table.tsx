import { useTranslations } from "next-intl";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { Moment } from "@/components/patterns/moment";
import type { PagerLinks } from "@/components/patterns/pager";
import { RowActions } from "@/components/patterns/row-actions";
import { StateBadge } from "@/components/patterns/state-badge";
import { Mono } from "@/components/ui/mono";
import { TextLink } from "@/components/ui/text-link";
import type { ResourceShareView } from "@/lib/domain/sharing/shares/share-view";
import { failedOf } from "./access-list";
import { usePrincipalText } from "./principal-name";
import { shareHref } from "./sharing-address";

const NAMED_MAX = 2;

/** What the account shares in a region, and with whom (SHR-04, SHR-05). */
export function SharesTable({ shares, pager }: { shares: readonly ResourceShareView[]; pager: PagerLinks }) {
  const t = useTranslations("sharing.list");
  const common = useTranslations("common.label");
  const textOf = usePrincipalText();
  const columns: Column<ResourceShareView>[] = [
    {
      id: "name",
      label: t("share"),
      kind: "name",
      cell: (share) => (
        <>
          <TextLink href={shareHref(share.region, share.shareId)} className="block font-medium break-words">
            {share.name}
          </TextLink>
          <Mono muted>{share.shareId}</Mono>
        </>
      ),
    },
    {
      id: "state",
      label: t("access"),
      kind: "state",
      cell: ({ principals }) => {
        const accounts = principals.flatMap((principal) => principal.accounts);
        if (accounts.length === 0) return "–";
        return <StateBadge of="access" state={failedOf(accounts).length > 0 ? "Failed" : "Active"} />;
      },
      news: ({ principals }) => {
        const accounts = principals.flatMap((principal) => principal.accounts);
        const failed = new Set(failedOf(accounts).map(({ accountId }) => accountId)).size;
        return failed > 0 ? t("failed", { count: failed }) : t("accounts", { count: accountsOf(accounts) });
      },
    },
    {
      id: "instances",
      label: t("instances"),
      cell: ({ instances }) => <Names names={instances.map(({ instanceId, name }) => name ?? instanceId)} />,
    },
    {
      id: "principals",
      label: t("principals"),
      cell: ({ principals }) => <Names names={principals.map(textOf)} />,
    },
    { id: "created", label: t("created"), leastNeeded: true, cell: ({ createdAt }) => <Moment at={createdAt} /> },
    {
      id: "actions",
      label: common("actions"),
      kind: "actions",
      cell: (share) => (
        <RowActions name={share.name}>
          <TextLink href={shareHref(share.region, share.shareId)}>{common("details")}</TextLink>
        </RowActions>
      ),
    },
  ];
  return (
    <DataTable caption={t("caption")} columns={columns} rows={shares} rowKey={({ shareId }) => shareId} pager={pager} />
  );
}

const accountsOf = (accounts: readonly { accountId: string }[]) =>
  new Set(accounts.map(({ accountId }) => accountId)).size;

function Names({ names }: { names: readonly string[] }) {
  const t = useTranslations("sharing.list");
  if (names.length === 0) return "–";
  const more = names.length - NAMED_MAX;
  return (
    <span className="grid">
      {names.slice(0, NAMED_MAX).map((name) => (
        <span key={name} className="max-w-56 truncate" title={name}>
          {name}
        </span>
      ))}
      {more > 0 && <span className="text-xs text-muted">{t("more", { count: more })}</span>}
    </span>
  );
}
