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

/** The source instance by the name it has; a released one by the ID it had. */
export function ObjectCell({ backup, name }: { backup: BackupView; name: string | undefined }) {
  const t = useTranslations("backups.value");
  const { sourceInstanceId, sourceReleasedAt, region } = backup;
  if (!sourceInstanceId) return <span className="text-muted">{t("notBound")}</span>;
  if (sourceReleasedAt) {
    return (
      <>
        <Mono className="max-w-44">{sourceInstanceId}</Mono>
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

/** Its own line of the state (BKP-50): the source is gone, its data is not. */
export function StateNews({ backup }: { backup: BackupView }) {
  const t = useTranslations("backups.value");
  if (backup.sourceReleasedAt) return t("sourceReleased");
  return backup.failure && !backup.late ? t("lastRunFailed") : null;
}

/** A tick is earned: it names when the store was last re-read and compared. */
export function VerifiedCell({ backup }: { backup: Pick<BackupView, "verifiedAt" | "verifyError"> }) {
  const { verifiedAt, verifyError } = backup;
  if (!verifiedAt) return <span className="text-muted">—</span>;
  return (
    <span
      className={`inline-flex items-center gap-1 whitespace-nowrap ${verifyError === null ? "text-ok" : "text-danger"}`}
    >
      <Icon path={verifyError === null ? shieldCheckIcon : octagonXIcon} size="sm" />
      <Moment at={verifiedAt} only="date" />
    </span>
  );
}

/** BKP-14 */
export function ExpirationCell({ backup }: { backup: BackupView }) {
  const t = useTranslations("backups.value");
  const { type, keptUntil, expiresAt } = backup;
  if (keptUntil) {
    // The moment at which it may go; the day before is the last.
    return <span>{t.rich("keptUntil", { date: () => <Moment at={keptUntil.getTime() - 1} only="date" /> })}</span>;
  }
  if (expiresAt) return <Moment at={expiresAt} only="date" />;
  return type === "SystemCreated" ? t("withInstance") : t("permanent");
}
