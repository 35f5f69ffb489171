import { offers } from "@/components/backups/backup-offers";
import { backupsAddressOf, backupsHref } from "@/components/backups/backups-address";
import { DownloadBackupLazy, EnableBackupLazy, ResetBackupLazy } from "@/components/backups/lazy";
import { calledOf } from "@/components/backups/shown-state";
import { consoleCtx } from "@/lib/auth/console-context";
import { backupCalendar } from "@/lib/domain/backups/backup-calendar";
import type { BackupView } from "@/lib/domain/backups/backup-view";
import { describeResetImpact } from "@/lib/domain/backups/describe-reset-impact";
import { listSourceInstances } from "@/lib/domain/backups/list-source-instances";
import type { InstanceView } from "@/lib/domain/instances/instance-view";
import { clientMessages } from "@/lib/i18n/client-messages";
import { readable, readableOr, Unreadable } from "../../readable";
import { namesOf } from "./instance-names";

interface Props {
  backup: BackupView;
  instances: readonly InstanceView[];
  closeHref: string;
  doneHref: string;
  /** The day that a download begins with, where one was chosen. */
  day?: string | undefined;
}

/**
 * The panel or dialog that the address names, for a backup whose state allows it (BKP-51): `?panel=enable&backup=bkp-…`,
 * `?dialog=reset&backup=bkp-…`, `?dialog=download&…`, `?dialog=delete&…`. Nothing for an address that was typed or is out
 * of date.
 */
export function OpenBackup({
  backups,
  opened: { panel, dialog, backup: wanted },
  ...rest
}: Omit<Props, "backup"> & {
  backups: readonly BackupView[];
  opened: { panel: string; dialog: string; backup: string };
}) {
  const backup = backups.find(({ backupId }) => backupId === wanted);
  if (!backup) return null;
  const props = { backup, ...rest };
  if (panel === "enable" && offers(backup, "enable")) return <OpenEnable {...props} />;
  if (dialog === "download" && offers(backup, "download")) return <OpenDownload {...props} />;
  if (dialog === "reset" && offers(backup, "reset")) return <OpenDestroy act="reset" {...props} />;
  if (dialog === "delete" && offers(backup, "delete")) return <OpenDestroy act="delete" {...props} />;
  return null;
}

/** BKP-73..76 */
async function OpenEnable({ backup, closeHref }: Props) {
  const { region, backupId, viewableDays } = backup;
  const sources = await readable(listSourceInstances(await consoleCtx(), { region, backupId }));
  return (
    <EnableBackupLazy
      key={backupId}
      scope={await clientMessages("backups")}
      region={region}
      backupId={backupId}
      viewableDays={viewableDays}
      sources={sources instanceof Unreadable ? sources.lack : sources}
      closeHref={closeHref}
    />
  );
}

/** BKP-120: the newest day first, and only those that hold something (BKP-150). */
async function OpenDownload({ backup, closeHref, day }: Props) {
  const { region, backupId } = backup;
  const calendar = await readableOr(backupCalendar(await consoleCtx(), { region, backupId }), []);
  const days = calendar.filter(({ lastAt }) => lastAt !== null).reverse();
  return (
    <DownloadBackupLazy
      key={backupId}
      scope={await clientMessages("backups")}
      region={region}
      backupId={backupId}
      name={calledOf(backup)}
      days={days}
      initialDay={days.some((each) => each.day === day) ? day : days[0]?.day}
      closeHref={closeHref}
    />
  );
}

/** BKP-112..114; of one whose reset was broken off nothing can be read any more. */
async function OpenDestroy({ act, backup, instances, closeHref, doneHref }: Props & { act: "reset" | "delete" }) {
  const { region, backupId, state, viewableDays, sourceInstanceId } = backup;
  const impact =
    state === "Resetting"
      ? null
      : await readableOr(describeResetImpact(await consoleCtx(), { region, backupId }), null);
  const source = sourceInstanceId ?? "";
  const downloadHref = backupsHref(region, backupsAddressOf({}), { dialog: "download", backup: backupId });
  return (
    <ResetBackupLazy
      key={backupId}
      scope={await clientMessages("backups")}
      act={act}
      region={region}
      backupId={backupId}
      name={calledOf(backup)}
      impact={impact}
      source={namesOf(instances).get(source) ?? source}
      viewableDays={viewableDays}
      downloadHref={offers(backup, "download") ? downloadHref : undefined}
      closeHref={closeHref}
      doneHref={doneHref}
    />
  );
}
