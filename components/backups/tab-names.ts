import { useTranslations } from "next-intl";
import type { BackupTab } from "@/lib/domain/backups/list-backup-items";

/** BKP-80; a Japanese console keeps the English names. */
export function useTabNames(): Record<BackupTab, { label: string; empty: string }> {
  const t = useTranslations("backups.tab");
  return {
    fullKeys: { label: t("fullKeys"), empty: t("fullKeysEmpty") },
    incrementalKeys: { label: t("incrementalKeys"), empty: t("incrementalKeysEmpty") },
    rotatedKeys: { label: t("rotatedKeys"), empty: t("rotatedKeysEmpty") },
    fullSecrets: { label: t("fullSecrets"), empty: t("fullSecretsEmpty") },
    incrementalSecrets: { label: t("incrementalSecrets"), empty: t("incrementalSecretsEmpty") },
    rotatedSecrets: { label: t("rotatedSecrets"), empty: t("rotatedSecretsEmpty") },
  };
}
