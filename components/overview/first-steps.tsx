import { useTranslations } from "next-intl";
import { EmptyState } from "@/components/patterns/empty-state";
import { ButtonLink } from "@/components/ui/button";

/** A region without an instance: the way to the first encrypted data. */
export function FirstSteps({ region }: { region: string }) {
  const t = useTranslations("overview.start");
  return (
    <EmptyState
      title={t("title")}
      actions={
        <ButtonLink href={`/${region}/instances/new`} tone="primary">
          {t("action")}
        </ButtonLink>
      }
    >
      <p>{t("body")}</p>
      <ol className="mt-2 grid list-decimal gap-1 pl-5 text-left marker:text-muted">
        <li>{t("buy")}</li>
        <li>{t("key")}</li>
        <li>{t("use")}</li>
      </ol>
    </EmptyState>
  );
}
