import { useTranslations } from "next-intl";
import type { DeploymentModeName as Mode, SITES } from "@/lib/domain/instances/instance-rules";

/** INS-21 */
export function SiteName({ site }: { site: (typeof SITES)[number] }) {
  const t = useTranslations("billing.purchase");
  return site === "International" ? t("international") : t("chineseMainland");
}

/** INS-21 */
export function DeploymentModeName({ mode }: { mode: Mode }) {
  const t = useTranslations("billing.purchase");
  if (mode === "SingleZone") return t("singleZone");
  return mode === "DualZone" ? t("dualZone") : t("multiZone");
}
