import { useTranslations } from "next-intl";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { Moment } from "@/components/patterns/moment";
import { RowActions } from "@/components/patterns/row-actions";
import { menuItemClass } from "@/components/ui/menu-item";
import { TextLink } from "@/components/ui/text-link";
import type { BackupView } from "@/lib/domain/backups/backup-view";
import { Ago } from "./ago";
import { backupHref } from "./backup-address";
import { ExpirationCell, NameCell, ObjectCell, StateCell, StateNews, TypeCell, VerifiedCell } from "./backup-cells";
import { type RowAction, rowOffers } from "./backup-offers";
import { type BackupsAddress, backupsHref, type Opened } from "./backups-address";
import { RangeCell } from "./range-cell";
import { calledOf } from "./shown-state";

/** BKP-62. Recovery point and verification stand beside the state, because Enabled alone proves nothing. */
export function BackupsTable({
  backups,
  names,
  address,
  now,
}: {
  backups: readonly BackupView[];
  /** Of the source instances, by their IDs. */
  names: ReadonlyMap<string, string>;
  address: BackupsAddress;
  now: Date;
}) {
  const t = useTranslations("backups");
  const common = useTranslations("common.label");
  const columns: Column<BackupView>[] = [
    { id: "name", label: t("column.name"), kind: "name", cell: (backup) => <NameCell backup={backup} /> },
    { id: "type", label: t("column.type"), cell: ({ type }) => <TypeCell type={type} /> },
    {
      id: "object",
      label: t("column.object"),
      cell: (backup) => <ObjectCell backup={backup} name={names.get(backup.sourceInstanceId ?? "")} />,
    },
    { id: "range", label: t("column.range"), cell: (backup) => <RangeCell backup={backup} /> },
    {
      id: "status",
      label: t("column.status"),
      kind: "state",
      cell: (backup) => <StateCell backup={backup} />,
      news: (backup) => <StateNews backup={backup} />,
    },
    {
      id: "point",
      label: t("column.point"),
      cell: ({ recoveryPoint, late, state }) =>
        recoveryPoint ? (
          <Ago at={recoveryPoint} now={now} bad={late || state === "Expired"} />
        ) : (
          <span className="text-muted">{t("value.noneYet")}</span>
        ),
    },
    { id: "verified", label: t("column.verified"), cell: (backup) => <VerifiedCell backup={backup} /> },
    {
      id: "since",
      label: t("column.since"),
      leastNeeded: "below1600",
      notOnPhone: true,
      cell: ({ enabledAt, createdAt }) => <Moment at={enabledAt ?? createdAt} only="date" />,
    },
    { id: "expiration", label: t("column.expiration"), cell: (backup) => <ExpirationCell backup={backup} /> },
    {
      id: "actions",
      label: common("actions"),
      kind: "actions",
      cell: (backup) => <Actions backup={backup} address={address} />,
    },
  ];
  return <DataTable caption={t("list.caption")} columns={columns} rows={backups} rowKey={({ backupId }) => backupId} />;
}

/** BKP-51, BKP-63: what the table of states and the caller's rights allow, and nothing else. */
function Actions({ backup, address }: { backup: BackupView; address: BackupsAddress }) {
  const { words, menu } = rowOffers(backup);
  const link = (action: RowAction, inMenu: boolean) => (
    <ActionLink key={action} action={action} backup={backup} address={address} inMenu={inMenu} />
  );
  return (
    <RowActions name={calledOf(backup)} more={menu.length > 0 && menu.map((action) => link(action, true))}>
      {words.map((action) => link(action, false))}
    </RowActions>
  );
}

function ActionLink({
  action,
  backup,
  address,
  inMenu,
}: {
  action: RowAction;
  backup: BackupView;
  address: BackupsAddress;
  inMenu: boolean;
}) {
  const t = useTranslations("backups.action");
  const common = useTranslations("common.label");
  const { region, backupId: id } = backup;
  const over = (opened: Opened) => backupsHref(region, address, { ...opened, backup: id });
  const links = {
    enable: { label: common("enable"), href: over({ panel: "enable" }) },
    details: { label: t("details"), href: backupHref(region, id) },
    download: { label: t("download"), href: over({ dialog: "download" }) },
    renew: { label: common("renew"), href: `${backupHref(region, id)}/renew` },
    delete: { label: t("delete"), href: over({ dialog: "delete" }) },
    reset: { label: common("reset"), href: over({ dialog: "reset" }) },
  };
  const { label, href } = links[action];
  return (
    <TextLink
      href={href}
      // What lies over the list leaves it where it is.
      scroll={!href.includes("?")}
      className={inMenu ? menuItemClass({ danger: action === "reset" }) : undefined}
    >
      {label}
    </TextLink>
  );
}
