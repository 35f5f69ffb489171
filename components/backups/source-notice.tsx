import { useTranslations } from "next-intl";
import { Moment } from "@/components/patterns/moment";
import { Notice } from "@/components/ui/notice";
import type { BackupView } from "@/lib/domain/backups/backup-view";

/** The source is gone, what it held is not (BKP-50, BKP-53, BKP-102). */
export function SourceNotice({ backup }: { backup: BackupView }) {
  const t = useTranslations("backups.notice");
  const { type, sourceReleasedAt, keptUntil } = backup;
  // Of a file nothing more was ever to come.
  if (!sourceReleasedAt || type === "Upload") return null;
  return (
    <Notice tone="info" title={t.rich("releasedTitle", { at: () => <Moment at={sourceReleasedAt} /> })}>
      {keptUntil
        ? t.rich("releasedKept", { date: () => <Moment at={keptUntil.getTime() - 1} only="date" /> })
        : t("releasedStays")}{" "}
      {t("releasedRestore")}
    </Notice>
  );
}
