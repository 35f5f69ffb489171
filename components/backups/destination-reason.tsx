import { useTranslations } from "next-intl";
import { RefusalText } from "@/components/patterns/action-failure";
import type { BackupItem } from "@/lib/domain/backups/list-backup-items";
import type { RestoreDestination } from "@/lib/domain/backups/list-restore-destinations";

/**
 * Why an instance cannot take it (BKP-91..94, BKP-98), and what would allow it; what it has to spare where it can. Of many
 * items the plan says which fit.
 */
export function DestinationReason({
  destination,
  item,
}: {
  destination: RestoreDestination;
  /** A key needs a unit for each version (BKP-92). */
  item: Pick<BackupItem, "kind" | "versions"> | undefined;
}) {
  const t = useTranslations("backups.destination");
  const { refusal, service, spareKeyUnits, spareSecretUnits } = destination;
  if (refusal === "KeyQuotaExceeded" && item) return t("fewKeyUnits", { spare: spareKeyUnits, needed: item.versions });
  if (refusal === "RestoreDestinationInvalid") {
    if (service === "uninitialized") return t("notEnabled");
    if (service === "connecting") return t("enabling");
    if (service === "unavailable") return t("unavailable");
    if (service === "releasing") return t("releasing");
  }
  if (refusal) return <RefusalText code={refusal} />;
  if (!item) return t("spare", { keyUnits: spareKeyUnits, secrets: spareSecretUnits });
  return item.kind === "key"
    ? t("keyUnits", { spare: spareKeyUnits, needed: item.versions })
    : t("secretUnits", { spare: spareSecretUnits });
}
