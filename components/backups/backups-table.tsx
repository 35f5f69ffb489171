import { useTranslations } from "next-intl";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { Moment } from "@/components/patterns/moment";
import { RowActions } from "@/components/patterns/row-actions";
import { menuItemClass } from "@/components/ui/menu-item";
import { TextLink } from "@/components/ui/text-link";
import type { BackupView } from "@/lib/domain/backups/backup-view";
import { Ago } from "./ago";
import { backupHref } from "./backup-address";
import { ExpirationCell, NameCell, ObjectCell, StateCell, StateNews, VerifiedCell } from "./backup-cells";
import { offers } from "./backup-offers";
import { type BackupsAddress, backupsHref } from "./backups-address";
import { RangeCell } from "./range-cell";
import { calledOf } from "./shown-state";
import { TypeName } from "./type-name";

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
    { id: "type", label: t("column.type"), cell: ({ type }) => <TypeName type={type} /> },
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
      cell: ({ recoveryPoint, late }) =>
        recoveryPoint ? (
          <Ago at={recoveryPoint} now={now} bad={late} />
        ) : (
          <span className="text-muted">{t("value.noneYet")}</span>
        ),
    },
    { id: "verified", label: t("column.verified"), cell: (backup) => <VerifiedCell backup={backup} /> },
    {
      id: "since",
      label: t("column.since"),
      leastNeeded: true,
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
  const t = useTranslations("backups.action");
  const common = useTranslations("common.label");
  const { region, backupId: id } = backup;
  const reset = offers(backup, "reset") && (
    <TextLink
      href={backupsHref(region, address, { dialog: "reset", backup: id })}
      scroll={false}
      className={menuItemClass({ danger: true })}
    >
      {common("reset")}
    </TextLink>
  );
  return (
    <RowActions name={calledOf(backup)} more={reset}>
      {offers(backup, "enable") && (
        <TextLink href={backupsHref(region, address, { panel: "enable", backup: id })} scroll={false}>
          {common("enable")}
        </TextLink>
      )}
      {offers(backup, "details") && <TextLink href={backupHref(region, id)}>{t("details")}</TextLink>}
    </RowActions>
  );
}
