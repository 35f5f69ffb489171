import { useTranslations } from "next-intl";
import type { BackupView } from "@/lib/domain/backups/backup-view";

/** BKP-10 */
export function TypeName({ type }: { type: BackupView["type"] }) {
  const t = useTranslations("backups.type");
  const names = {
    SystemCreated: t("systemCreated"),
    Default: t("default"),
    Paid: t("paid"),
    Upload: t("upload"),
  };
  return names[type];
}
