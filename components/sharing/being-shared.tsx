import { useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";
import { shareIcon } from "@/components/ui/icon-paths";

/** The tag of an instance that another account shares with this one (SHR-12). */
export function BeingShared() {
  const t = useTranslations("sharing.shared");
  return (
    <Badge tone="info" icon={shareIcon}>
      {t("tag")}
    </Badge>
  );
}
