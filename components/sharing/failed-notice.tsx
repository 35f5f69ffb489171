import { useTranslations } from "next-intl";
import { Notice } from "@/components/ui/notice";

/** SHR-15: what to do for accounts that found no quota left. More quota alone does nothing for them. */
export function FailedNotice({ count, live }: { count: number; live?: boolean }) {
  const t = useTranslations("sharing.failed");
  return (
    <Notice tone="warn" title={t("title", { count })} {...(live && { live })}>
      <ol className="ml-4 list-decimal">
        <li>{t("enlarge")}</li>
        <li>{t("remove")}</li>
        <li>{t("addAgain")}</li>
      </ol>
    </Notice>
  );
}
