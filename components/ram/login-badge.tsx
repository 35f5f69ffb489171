import { useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";
import { banIcon, circleCheckIcon, hourglassIcon } from "@/components/ui/icon-paths";
import type { UserView } from "@/lib/domain/ram/users/user-view";

/** Whether somebody may sign in to the console. */
export function LoginBadge({ user: { consoleLogin, mustChange } }: { user: UserView }) {
  const t = useTranslations("ram.login");
  if (!consoleLogin) {
    return (
      <Badge tone="neutral" icon={banIcon}>
        {t("off")}
      </Badge>
    );
  }
  return mustChange ? (
    <Badge tone="info" icon={hourglassIcon}>
      {t("mustChange")}
    </Badge>
  ) : (
    <Badge tone="ok" icon={circleCheckIcon}>
      {t("on")}
    </Badge>
  );
}
