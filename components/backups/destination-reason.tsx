import { useTranslations } from "next-intl";
import { RefusalText } from "@/components/patterns/action-failure";
import type { RestoreDestination } from "@/lib/domain/backups/list-restore-destinations";

/** Why an instance cannot take the item (BKP-91..94), and what would allow it; what it has to spare where it can. */
export function DestinationReason({
  destination,
  kind,
  versions,
}: {
  destination: RestoreDestination;
  kind: "key" | "secret";
  /** Units that a key needs: one for each version (BKP-92). */
  versions: number;
}) {
  const t = useTranslations("backups.destination");
  const { refusal, service, spareKeyUnits, spareSecretUnits } = destination;
  if (refusal === "KeyQuotaExceeded") return t("fewKeyUnits", { spare: spareKeyUnits, needed: versions });
  if (refusal === "RestoreDestinationInvalid") {
    if (service === "uninitialized") return t("notEnabled");
    if (service === "connecting") return t("enabling");
    if (service === "unavailable") return t("unavailable");
    if (service === "releasing") return t("releasing");
  }
  if (refusal) return <RefusalText code={refusal} />;
  return kind === "key"
    ? t("keyUnits", { spare: spareKeyUnits, needed: versions })
    : t("secretUnits", { spare: spareSecretUnits });
}
