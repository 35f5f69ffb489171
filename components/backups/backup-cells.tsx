import { useTranslations } from "next-intl";
import { Moment } from "@/components/patterns/moment";
import { StateBadge } from "@/components/patterns/state-badge";
import { Icon } from "@/components/ui/icon";
import { octagonXIcon, shieldCheckIcon } from "@/components/ui/icon-paths";
import { Mono } from "@/components/ui/mono";
import { TextLink } from "@/components/ui/text-link";
import type { BackupView } from "@/lib/domain/backups/backup-view";
import { backupHref } from "./backup-address";
import { shownState } from "./shown-state";
import { TypeName } from "./type-name";

// The cells of a row of the Backups page (BKP-62).

/** A link where Details exist (BKP-51); the ID alone is the name of one without alias. */
export function NameCell({ backup }: { backup: BackupView }) {
  const t = useTranslations("backups.value");
  const { alias, backupId, region, actions } = backup;
  const name = alias ?? <Mono>{backupId}</Mono>;
  return (
    <>
      <span className="block max-w-48 truncate font-medium">
        {actions.includes("details") ? <TextLink href={backupHref(region, backupId)}>{name}</TextLink> : name}
      </span>
      {alias ? <Mono muted>{backupId}</Mono> : <span className="text-xs text-muted">{t("noAlias")}</span>}
    </>
  );
}

/** Its words stay whole, however narrow the column. */
export function TypeCell({ type }: Pick<BackupView, "type">) {
  return (
    <span className="break-keep wrap-normal">
      <TypeName type={type} />
    </span>
  );
}

/** The source instance by the name it has; a released one, and that of a file, by the ID it had. */
export function ObjectCell({ backup, name }: { backup: BackupView; name: string | undefined }) {
  const t = useTranslations("backups.value");
  const { type, sourceInstanceId, sourceReleasedAt, region } = backup;
  const id = sourceInstanceId && <Mono className="max-w-44">{sourceInstanceId}</Mono>;
  if (type === "Upload") {
    return (
      <>
        {t("uploadedFile")}
        <span className="block text-xs text-muted">{id}</span>
      </>
    );
  }
  if (!sourceInstanceId) return <span className="text-muted">{t("notBound")}</span>;
  if (sourceReleasedAt) {
    return (
      <>
        {id}
        <span className="block text-xs text-muted">
          {t.rich("releasedOn", { date: () => <Moment at={sourceReleasedAt} only="date" /> })}
        </span>
      </>
    );
  }
  return (
    <TextLink href={`/${region}/instances/${sourceInstanceId}`} className="block max-w-44 truncate">
      {name ?? <Mono>{sourceInstanceId}</Mono>}
    </TextLink>
  );
}

export function StateCell({ backup }: { backup: BackupView }) {
  return <StateBadge of="backup" state={shownState(backup)} />;
}

/** Its own line of the state (BKP-50): the source is gone, or has expired and is still backed up (BKP-35). */
export function StateNews({ backup }: { backup: BackupView }) {
  const t = useTranslations("backups.value");
  const { type, state, sourceReleasedAt, sourceExpired } = backup;
  if (type === "Upload") return null;
  if (sourceReleasedAt) return t("sourceReleased");
  return state === "Enabled" && sourceExpired ? t("sourceExpired") : null;
}

/** A tick is earned: it names when the store was last re-read and compared, or a drill last passed, whichever is newer. */
export function VerifiedCell({ backup }: { backup: Pick<BackupView, "verifiedAt" | "verifyError" | "lastDrill"> }) {
  const t = useTranslations("backups.value");
  const { verifiedAt, verifyError, lastDrill } = backup;
  const drill = lastDrill?.state === "Passed" || lastDrill?.state === "Failed" ? lastDrill : null;
  const isWrong = verifyError !== null || drill?.state === "Failed";
  const look = `inline-flex items-baseline gap-1 *:first:self-center ${isWrong ? "text-danger" : "text-ok"}`;
  const icon = <Icon path={isWrong ? octagonXIcon : shieldCheckIcon} size="sm" />;
  // What was found wrong is what must be seen; else the newest evidence.
  if (drill && verifyError === null && (isWrong || !verifiedAt || drill.at > verifiedAt)) {
    return (
      <span className={look}>
        {icon}
        <span>{t.rich("drillOn", { date: () => <Moment at={drill.at} only="date" /> })}</span>
      </span>
    );
  }
  if (!verifiedAt) return <span className="text-muted">—</span>;
  return (
    <span className={look}>
      {icon}
      <Moment at={verifiedAt} only="date" />
    </span>
  );
}

/** BKP-14; of one that has expired, the last day on which it can still be renewed (BKP-52). */
export function ExpirationCell({ backup }: { backup: BackupView }) {
  const t = useTranslations("backups.value");
  const { type, state, keptUntil, expiresAt, graceUntil } = backup;
  if (keptUntil) {
    // The moment at which it may go; the day before is the last.
    return <span>{t.rich("keptUntil", { date: () => <Moment at={keptUntil.getTime() - 1} only="date" /> })}</span>;
  }
  if (expiresAt) {
    return (
      <>
        <span className={state === "Expired" ? "text-danger" : undefined}>
          <Moment at={expiresAt} only="date" />
        </span>
        {graceUntil && (
          <span className="block text-xs text-muted">
            {t.rich("renewBy", { date: () => <Moment at={graceUntil.getTime() - 1} only="date" /> })}
          </span>
        )}
      </>
    );
  }
  const forever = { SystemCreated: t("withInstance"), Default: t("permanent"), Paid: "—", Upload: t("untilDeleted") };
  return forever[type];
}
