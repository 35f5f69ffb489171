import { useTranslations } from "next-intl";
import { EmptyState } from "@/components/patterns/empty-state";
import { ButtonLink } from "@/components/ui/button";
import { Card } from "@/components/ui/card";

/** BKP-149, BKP-150, and whether the range could grow (BKP-44). */
export function NoDayData({
  code,
  extendable,
  newestHref,
}: {
  code: "OutOfQueryableRange" | "NoBackupData";
  extendable: boolean;
  newestHref: string;
}) {
  const t = useTranslations("backups.day");
  const refusals = useTranslations("errors");
  return (
    <Card>
      <EmptyState
        title={code === "NoBackupData" ? refusals("NoBackupData") : refusals("OutOfQueryableRange")}
        actions={
          <ButtonLink href={newestHref} scroll={false}>
            {t("toNewest")}
          </ButtonLink>
        }
      >
        {code === "NoBackupData" ? t("noLaterState") : !extendable && t("cannotExtend")}
      </EmptyState>
    </Card>
  );
}
