import { useTranslations } from "next-intl";
import { shownState } from "@/components/backups/shown-state";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { Moment } from "@/components/patterns/moment";
import { StateBadge } from "@/components/patterns/state-badge";
import { Mono } from "@/components/ui/mono";
import { TextLink } from "@/components/ui/text-link";
import type { BackupView } from "@/lib/domain/backups/backup-view";

/** The backups that hold this instance, with how fresh and how sure each is. */
export function InstanceBackups({ backups, enabled }: { backups: readonly BackupView[]; enabled: boolean }) {
  const t = useTranslations("instances.details");
  if (backups.length === 0) {
    return <p className="p-3 text-sm text-text-2 md:p-4">{enabled ? t("noBackups") : t("noBackupsYet")}</p>;
  }
  const columns: Column<BackupView>[] = [
    {
      id: "backup",
      label: t("backup"),
      kind: "name",
      cell: ({ region, backupId, alias }) => (
        <>
          <TextLink href={`/${region}/backups/${backupId}`} className="block font-medium">
            {alias ?? <Mono>{backupId}</Mono>}
          </TextLink>
          {alias && <Mono muted>{backupId}</Mono>}
        </>
      ),
    },
    {
      id: "state",
      label: t("backupState"),
      kind: "state",
      cell: (backup) => <StateBadge of="backup" state={shownState(backup)} />,
    },
    {
      id: "point",
      label: t("backupPoint"),
      cell: ({ recoveryPoint }) => (recoveryPoint ? <Moment at={recoveryPoint} /> : t("noRun")),
    },
    {
      id: "verified",
      label: t("backupVerified"),
      cell: ({ verifiedAt }) => (verifiedAt ? <Moment at={verifiedAt} /> : "—"),
    },
  ];
  return <DataTable caption={t("backups")} columns={columns} rows={backups} rowKey={(backup) => backup.backupId} />;
}
