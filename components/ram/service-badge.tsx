import { useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";
import { lockIcon } from "@/components/ui/icon-paths";

/** ACC-09: the product made it for itself. */
export function ServiceBadge() {
  const t = useTranslations("ram.role");
  return (
    <Badge tone="neutral" icon={lockIcon}>
      {t("service")}
    </Badge>
  );
}
